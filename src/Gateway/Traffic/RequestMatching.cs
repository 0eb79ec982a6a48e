using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>Holds a request against the conditions of a document. Pure.</summary>
static class RequestMatching
{
    public static bool Matches(this HttpMatch match, HttpContext context)
    {
        var request = context.Request;
        return (match.Uri is null || match.Uri.Matches(request.Path.Value ?? ""))
            && (match.Method is null || match.Method.Matches(request.Method))
            && (match.Scheme is null || match.Scheme.Matches(request.Scheme))
            && (match.Authority is null || match.Authority.Matches(request.Host.Value ?? ""))
            && (match.Port is null || match.Port == context.Connection.LocalPort)
            // To go through a dictionary costs something, also where it is empty.
            && (match.Headers.Count == 0 || HasAll(match.Headers, request))
            && (match.WithoutHeaders.Count == 0 || HasNone(match.WithoutHeaders, request))
            && (match.QueryParams.Count == 0 || HasParameters(match.QueryParams, request));
    }

    // Several values of one header are one text with commas between. (RFC 9110, 5.3)
    static bool HasAll(IReadOnlyDictionary<string, StringMatch> conditions, HttpRequest request)
    {
        foreach (var (name, condition) in conditions)
            if (!request.Headers.TryGetValue(name, out var value) || !condition.Matches(value.ToString()))
                return false;
        return true;
    }

    static bool HasNone(IReadOnlyDictionary<string, StringMatch> conditions, HttpRequest request)
    {
        foreach (var (name, condition) in conditions)
            if (request.Headers.TryGetValue(name, out var value) && condition.Matches(value.ToString()))
                return false;
        return true;
    }

    static bool HasParameters(IReadOnlyDictionary<string, StringMatch> conditions, HttpRequest request)
    {
        foreach (var (name, condition) in conditions)
            if (!request.Query.TryGetValue(name, out var value) || !condition.Matches(value[0] ?? ""))
                return false;
        return true;
    }
}
