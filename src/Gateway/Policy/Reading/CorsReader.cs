namespace Modular.Gateway.Policy.Reading;

static class CorsReader
{
    static readonly Dictionary<string, bool> UnmatchedPreflights = new(StringComparer.Ordinal) { ["UNSPECIFIED"] = true, ["FORWARD"] = true, ["IGNORE"] = false };

    public static CorsPolicy Read(Fields cors)
    {
        cors.AtMostOne("allowOrigins", "allowOrigin");
        return new(
            cors["allowOrigins"]?.List(static origin => Origin(StringMatchReader.Read(origin)))
                ?? cors["allowOrigin"]?.List(static origin => Origin(new StringMatch.Exact(origin.Text())))
                ?? [],
            cors["allowMethods"]?.List(static method => method.TextOf("a method, or *", Syntax.IsToken)) ?? [],
            Headers(cors, "allowHeaders"),
            Headers(cors, "exposeHeaders"),
            cors["maxAge"]?.Duration(min: TimeSpan.Zero),
            cors["allowCredentials"]?.Flag(),
            cors["unmatchedPreflights"]?.Choice(UnmatchedPreflights) ?? true);
    }

    static IReadOnlyList<string> Headers(Fields cors, string name) => cors[name]?.List(static header => header.TextOf("the name of a header, or *", Syntax.IsToken)) ?? [];

    /// <summary>No origin is called <c>*</c>: it is all of them, as in Envoy.</summary>
    static StringMatch Origin(StringMatch match) => match is StringMatch.Exact { Value: "*" } ? new StringMatch.Present() : match;
}
