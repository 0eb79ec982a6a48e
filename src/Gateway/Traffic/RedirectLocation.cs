using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>The address that a redirect leads to. Pure.</summary>
static class RedirectLocation
{
    /// <param name="redirect">What the route says.</param>
    /// <param name="prefix">The prefix that the path was matched by; null for none.</param>
    /// <param name="request">What was asked for.</param>
    public static string Of(HttpRedirect redirect, string? prefix, HttpRequest request)
    {
        var scheme = redirect.Scheme ?? request.Scheme;
        return $"{scheme}://{Authority(redirect, scheme, request).ToUriComponent()}{WithQuery(Path(redirect, prefix, request), request.QueryString)}";
    }

    static HostString Authority(HttpRedirect redirect, string scheme, HttpRequest request)
    {
        var host = redirect.Authority is { } other ? new HostString(other) : request.Host;
        if (redirect.Authority is not null && host.Port is not null)
            return host;
        var port = redirect.Port ?? redirect.DerivePort switch
        {
            RedirectPort.FromProtocolDefault => DefaultPort(scheme),
            RedirectPort.FromRequestPort => request.Host.Port ?? DefaultPort(request.Scheme),
            _ => null,
        };
        if (port is { } number)
            return number == DefaultPort(scheme) ? new(host.Host) : new(host.Host, number);
        // As in Envoy: a port that was the old scheme's own would be wrong in the new one, every other is meant.
        return scheme != request.Scheme && host.Port == DefaultPort(request.Scheme) ? new(host.Host) : host;
    }

    // The request's path is decoded, and what a document says is written as addresses are.
    static string Path(HttpRedirect redirect, string? prefix, HttpRequest request) =>
        redirect.Uri ?? (redirect.PrefixRewrite is { } rewrite && prefix is not null ? rewrite + Encoded("/" + request.Path.Value![prefix.Length..])[1..] : Encoded(request.Path.Value!));

    // What looks like an escape in a decoded path is none: it was %25 before. Escaped slashes, which are never decoded, do not get past the edge.
    static string Encoded(string path) => new PathString(path.Replace("%", "%25", StringComparison.Ordinal)).ToUriComponent();

    static string WithQuery(string path, QueryString query)
    {
        if (path.Contains('?', StringComparison.Ordinal))
            return path;
        var end = path.IndexOf('#', StringComparison.Ordinal);
        return end < 0 ? path + query.ToUriComponent() : path.Insert(end, query.ToUriComponent());
    }

    static int DefaultPort(string scheme) => scheme == Uri.UriSchemeHttps ? 443 : 80;
}
