using Microsoft.Extensions.Primitives;

namespace Modular.Gateway.Edge;

/// <summary>
/// Whether everybody on the way agrees where the request ends and for whom it is. The server refuses most of what does not by itself; this is the
/// rest, which it repairs and RFC 9112 (sections 6.1 and 11.2) would have refused at an edge.
/// </summary>
static class Framing
{
    /// <summary>Under which Kestrel leaves a length that it has set aside in favour of <c>Transfer-Encoding</c>.</summary>
    const string LengthSetAside = "X-Content-Length";

    public static Refusal Check(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.TransferEncoding is { Count: > 0 } encoding)
            return CheckEncoding(request, encoding);
        // RFC 9110, section 4.2.1: an http URI without a host is to be rejected. HTTP/1.0 had no Host.
        return StringValues.IsNullOrEmpty(headers.Host) && !HttpProtocol.IsHttp10(request.Protocol) ? Refusal.EmptyHost : Refusal.None;
    }

    static Refusal CheckEncoding(HttpRequest request, StringValues encoding) =>
        request.Headers.ContentLength is not null || request.Headers.ContainsKey(LengthSetAside) ? Refusal.LengthAndEncoding
        : encoding is not [{ } coding] || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) || !HttpProtocol.IsHttp11(request.Protocol) ? Refusal.TransferEncoding
        : StringValues.IsNullOrEmpty(request.Headers.Host) ? Refusal.EmptyHost
        : Refusal.None;
}
