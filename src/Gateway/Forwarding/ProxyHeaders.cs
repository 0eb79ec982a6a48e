using System.Net;

namespace Modular.Gateway.Forwarding;

/// <summary>Tells a service who asked, and for what: the <c>X-Forwarded-*</c> headers, in place of whatever came under these names.</summary>
/// <remarks>What YARP's own transforms say. Those are four calls that may wait, behind a state machine: a microsecond of each request.</remarks>
static class ProxyHeaders
{
    /// <param name="from">As it came, but for what documents rewrite.</param>
    /// <param name="askedFor">The host that the client asked for.</param>
    /// <param name="to">What is sent.</param>
    public static void Set(HttpContext from, HostString askedFor, HttpRequestMessage to)
    {
        var request = from.Request;
        Set("X-Forwarded-For", Text(from.Connection.RemoteIpAddress), request, to);
        Set("X-Forwarded-Proto", request.Scheme, request, to);
        Set("X-Forwarded-Host", askedFor.ToUriComponent(), request, to);
        Set("X-Forwarded-Prefix", request.PathBase.ToUriComponent(), request, to);
    }

    static string? Text(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

    static void Set(string name, string? value, HttpRequest from, HttpRequestMessage to)
    {
        if (from.Headers.ContainsKey(name))
            to.Headers.Remove(name);
        if (!string.IsNullOrEmpty(value))
            to.Headers.TryAddWithoutValidation(name, value);
    }
}
