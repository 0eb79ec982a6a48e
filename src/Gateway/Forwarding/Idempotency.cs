namespace Modular.Gateway.Forwarding;

/// <summary>Whether doing a request twice does no more than doing it once. (RFC 9110, section 9.2.2)</summary>
static class Idempotency
{
    const string Key = "Idempotency-Key";

    public static bool IsIdempotent(HttpRequest request) =>
        request.Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" || request.Headers.ContainsKey(Key);
}
