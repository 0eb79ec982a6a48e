using System.Buffers;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Routing;

/// <summary>What a route matches: a prefix of whole path segments, on every host or on one.</summary>
/// <param name="Host">A host name in lower case, decoded, without a port; null for every host.</param>
/// <param name="Path"><c>/</c>, or segments with a leading and without a trailing slash. Upper and lower case are the same.</param>
sealed record RoutePrefix(string? Host, string Path)
{
    /// <summary>The longest that is taken, in characters: a registry is not trusted to be reasonable.</summary>
    public const int MaxLength = 1024;

    // RFC 3986: unreserved, sub-delims, ':' and '@'; without '%', as paths are matched decoded, without ',', which separates routes, and
    // without '*', which means something in a route pattern.
    static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()+;=:@/");

    static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>The pattern by which ASP.NET Core matches it: the prefix itself and everything below.</summary>
    public string Pattern => Path == "/" ? "/{**rest}" : $"{Path}/{{**rest}}";

    /// <summary>Equal for what matches the same requests.</summary>
    public string Key => Host + Path.ToUpperInvariant();

    public override string ToString() => Host + Path;

    /// <returns>The routes; or null and what is wrong.</returns>
    public static IReadOnlyList<RoutePrefix>? ParseList(string? text, out string? reason)
    {
        var routes = new List<RoutePrefix>();
        reason = null;
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(part, out reason) is not { } route)
                return null;
            routes.Add(route);
        }

        return routes;
    }

    /// <returns>The route; or null and what is wrong.</returns>
    public static RoutePrefix? Parse(string text, out string? reason)
    {
        var slash = text.IndexOf('/');
        if (slash < 0)
            return Wrong(text, "has no path: it must be a path such as /api/orders, optionally after a host name", out reason);
        var host = text[..slash].ToLowerInvariant();
        var path = text.Length > slash + 2 && text[^1] == '/' ? text[slash..^1] : text[slash..];
        reason = Fault(host, path);
        return reason is null ? new(host.Length == 0 ? null : ServiceHost.Decode(host), path) : Wrong(text, reason, out reason);
    }

    static string? Fault(string host, string path)
    {
        if (host.Length + path.Length > MaxLength)
            return $"is longer than {MaxLength} characters";
        if (host.Length > 0 && (host.AsSpan().ContainsAnyExcept(HostCharacters) || host.Split('.').Any(label => label is "" or ['-', ..] or [.., '-']) || ServiceHost.Decode(host) is null))
            return "does not begin with a host name (without a port)";
        var odd = path.AsSpan().IndexOfAnyExcept(PathCharacters);
        if (odd >= 0)
            return $"holds the character U+{(int)path[odd]:X4}, which a route may not";
        return path.Length > 1 && path[1..].Split('/').Any(segment => segment is "" or "." or "..") ? "holds an empty, '.' or '..' segment" : null;
    }

    static RoutePrefix? Wrong(string text, string fault, out string? reason)
    {
        reason = $"route '{(text.Length > 100 ? text[..100] + "…" : text)}' {fault}";
        return null;
    }
}
