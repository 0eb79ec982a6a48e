using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>Changes what is asked for, before it is sent on.</summary>
static class Rewriting
{
    /// <param name="rewrite">What the route says.</param>
    /// <param name="prefix">The prefix that the path was matched by; null for none.</param>
    /// <param name="request">Changed.</param>
    public static void Apply(this HttpRewrite rewrite, string? prefix, HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (rewrite.UriRegex is { } regex)
            request.Path = Rooted(regex.Match.Replace(path, regex.Replacement));
        else if (rewrite.Uri is { } uri)
            request.Path = Rooted(prefix is null ? uri : Joined(uri, Kept(path[prefix.Length..])));
        if (rewrite.Authority is { } authority)
            request.Host = new(authority);
    }

    /// <summary>The prefix that a request was matched by; null where it was by something else.</summary>
    public static string? PrefixOf(HttpMatch? match, HttpRequest request) =>
        match?.Uri is StringMatch.Prefix prefix && prefix.Matches(request.Path.Value ?? "") ? prefix.Value : null;

    // "/" in place of "/api/" must not make "//".
    static string Joined(string uri, string rest) => uri.EndsWith('/') && rest.StartsWith('/') ? uri + rest[1..] : uri + rest;

    // The rest is decoded, and what looks like an escape in it was %25 before; it would be sent as an escape.
    static string Kept(string rest) => rest.Replace("%", "%25", StringComparison.Ordinal);

    static string Rooted(string path) => path.StartsWith('/') ? path : "/" + path;
}
