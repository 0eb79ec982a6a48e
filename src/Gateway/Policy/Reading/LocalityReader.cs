namespace Modular.Gateway.Policy.Reading;

static class LocalityReader
{
    public static LocalitySettings Read(Fields locality)
    {
        if (locality["distribute"] is not null && (locality["failover"] ?? locality["failoverPriority"]) is { } failover)
            failover.Error("cannot be together with distribute");
        return new(
            locality["enabled"]?.Flag(),
            locality["distribute"]?.List(static item => item.Object(Distribution)) ?? [],
            locality["failover"]?.List(static item => item.Object(Failover)) ?? [],
            locality["failoverPriority"]?.Texts() ?? []);
    }

    static LocalityDistribution Distribution(Fields distribution)
    {
        var from = distribution.Required("from")?.TextOf("a locality such as region/zone/*", IsLocality) ?? "";
        var to = distribution.Required("to");
        var shares = to?.Map(static share => share.Whole(1, 100)) ?? new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var locality in shares.Keys.Where(static name => !IsLocality(name)))
            to!.Error($"'{locality}' must be a locality such as region/zone/*");
        if (to is not null && shares.Values.Sum() != 100)
            to.Error($"the shares must be 100 together, not {shares.Values.Sum()}");
        return new(from, shares);
    }

    static LocalityFailover Failover(Fields failover)
    {
        var read = new LocalityFailover(
            failover.Required("from")?.TextOf("a region", IsRegion) ?? "", failover.Required("to")?.TextOf("a region", IsRegion) ?? "");
        if (read.From.Length > 0 && read.From == read.To)
            failover.Error("to", $"must be another region than {read.From}");
        return read;
    }

    static bool IsRegion(string text) => text.Length > 0 && !text.Contains('*', StringComparison.Ordinal);

    /// <summary>One to three parts; <c>*</c> is the last of them.</summary>
    static bool IsLocality(string text) =>
        text.Split('/') is { Length: <= 3 } parts && parts.All(static part => part.Length > 0) && parts.SkipLast(1).All(IsRegion) && (parts[^1] == "*" || IsRegion(parts[^1]));
}
