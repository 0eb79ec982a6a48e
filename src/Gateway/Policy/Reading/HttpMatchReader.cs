namespace Modular.Gateway.Policy.Reading;

static class HttpMatchReader
{
    public static HttpMatch Read(Fields match)
    {
        match.Refuse("sourceLabels", "the gateway stands before its clients and does not know their labels");
        match.Refuse("sourceNamespace", "the gateway stands before its clients and does not know their namespace");
        match.Refuse("gateways", "there is one gateway");
        match.Refuse("statPrefix", "metrics are by service, subset and instance");
        var ignoreCase = match["ignoreUriCase"]?.Flag() ?? false;
        var read = new HttpMatch
        {
            Name = match["name"]?.Text(),
            Uri = match["uri"] is { } uri ? Decoded(StringMatchReader.Read(uri, ignoreCase)) : null,
            Scheme = match["scheme"] is { } scheme ? StringMatchReader.Read(scheme) : null,
            Method = match["method"] is { } method ? StringMatchReader.Read(method) : null,
            Authority = match["authority"] is { } authority ? StringMatchReader.Read(authority) : null,
            Headers = Headers(match, "headers"),
            WithoutHeaders = Headers(match, "withoutHeaders"),
            QueryParams = match["queryParams"]?.Map(StringMatchReader.PerhapsPresent) ?? new Dictionary<string, StringMatch>(StringComparer.Ordinal),
            Port = match["port"]?.Whole(1, 65535),
        };
        if (read is { Uri: null, Scheme: null, Method: null, Authority: null, Port: null, Headers.Count: 0, WithoutHeaders.Count: 0, QueryParams.Count: 0 })
            match.Error("must have a condition; leave match out to match every request");
        return read;
    }

    /// <summary>The server has decoded the path of a request when it is matched. A pattern stays as it is: its own percent signs could not be told.</summary>
    static StringMatch Decoded(StringMatch match) => match switch
    {
        StringMatch.Exact exact => exact with { Value = Decoded(exact.Value) },
        StringMatch.Prefix prefix => prefix with { Value = Decoded(prefix.Value) },
        _ => match,
    };

    // As the server does it: a slash stays encoded, and so does what makes no text.
    static string Decoded(string path) => path.StartsWith('/') ? PathString.FromUriComponent(path).Value! : path;

    static IReadOnlyDictionary<string, StringMatch> Headers(Fields match, string name)
    {
        if (match[name] is not { } node)
            return new Dictionary<string, StringMatch>(StringComparer.OrdinalIgnoreCase);
        var headers = node.Map(StringMatchReader.PerhapsPresent, StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers.Keys.Where(header => !Syntax.IsToken(header)))
            match.Error(name, $"'{header}' is not the name of a header; uri, scheme, method and authority are conditions of their own");
        return headers;
    }
}
