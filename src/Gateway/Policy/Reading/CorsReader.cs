namespace Modular.Gateway.Policy.Reading;

static class CorsReader
{
    static readonly Dictionary<string, bool> UnmatchedPreflights = new(StringComparer.Ordinal) { ["UNSPECIFIED"] = true, ["FORWARD"] = true, ["IGNORE"] = false };

    public static CorsPolicy Read(Fields cors)
    {
        cors.AtMostOne("allowOrigins", "allowOrigin");
        return new(
            cors["allowOrigins"]?.List(StringMatchReader.Read) ?? cors["allowOrigin"]?.List(Origin) ?? [],
            cors["allowMethods"]?.List(static method => method.TextOf("a method, or *", Syntax.IsToken)) ?? [],
            Headers(cors, "allowHeaders"),
            Headers(cors, "exposeHeaders"),
            cors["maxAge"]?.Duration(min: TimeSpan.Zero),
            cors["allowCredentials"]?.Flag(),
            cors["unmatchedPreflights"]?.Choice(UnmatchedPreflights) ?? true);
    }

    static IReadOnlyList<string> Headers(Fields cors, string name) => cors[name]?.List(static header => header.TextOf("the name of a header, or *", Syntax.IsToken)) ?? [];

    /// <summary>The older way: a text, where <c>*</c> is all.</summary>
    static StringMatch Origin(Node node) => node.Text() is var text && text == "*" ? new StringMatch.Present() : new StringMatch.Exact(text);
}
