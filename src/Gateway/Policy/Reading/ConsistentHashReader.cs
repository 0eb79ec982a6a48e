namespace Modular.Gateway.Policy.Reading;

static class ConsistentHashReader
{
    // Envoy's limits.
    const int MaxRing = 8 * 1024 * 1024;
    const int MaxTable = 5_000_011;

    static readonly TimeSpan LongestCookie = TimeSpan.FromDays(3650);

    public static ConsistentHash Read(Fields hash)
    {
        hash.ExactlyOne("httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName");
        hash.AtMostOne("ringHash", "maglev", "minimumRingSize");
        var usesSourceIp = hash["useSourceIp"]?.Flag();
        if (usesSourceIp == false)
            hash.Error("useSourceIp", "must be true where it is the key");
        return new(
            hash["httpHeaderName"]?.TextOf("the name of a header", Syntax.IsToken),
            hash["httpCookie"]?.Object(Cookie),
            usesSourceIp ?? false,
            hash["httpQueryParameterName"]?.TextOf("a name", static name => name.Length > 0),
            Table(hash));
    }

    static HashTable Table(Fields hash)
    {
        if (hash["maglev"]?.Object(Maglev) is { } maglev)
            return maglev;
        var size = hash["ringHash"]?.Object(static ring => ring["minimumRingSize"]?.Whole(1, MaxRing)) ?? hash["minimumRingSize"]?.Whole(1, MaxRing);
        return size is { } minimum ? new HashTable.Ring(minimum) : new HashTable.Ring();
    }

    static HashTable.Maglev Maglev(Fields maglev)
    {
        if (maglev["tableSize"] is not { } node)
            return new();
        var size = node.Whole(2, MaxTable);
        if (!IsPrime(size))
            node.Error($"must be a prime number up to {MaxTable}, not {size}");
        return new(size);
    }

    static HashCookie Cookie(Fields cookie) => new(
        cookie.Required("name")?.TextOf("the name of a cookie", Syntax.IsToken) ?? "",
        cookie["path"]?.TextOf("a path that begins with /", Syntax.IsCookiePath),
        cookie["ttl"]?.Duration(min: TimeSpan.Zero, max: LongestCookie),
        cookie["attributes"]?.List(static attribute => attribute.Object(Attribute)) ?? []);

    static KeyValuePair<string, string> Attribute(Fields attribute) => KeyValuePair.Create(
        attribute.Required("name")?.TextOf("a name", Syntax.IsToken) ?? "",
        attribute["value"]?.TextOf("a value without ; and control characters", Syntax.IsCookieValue) ?? "");

    static bool IsPrime(int number) => number > 1 && Enumerable.Range(2, (int)Math.Sqrt(number) - 1).All(divisor => number % divisor != 0);
}
