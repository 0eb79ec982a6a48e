using System.Net.Sockets;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// Whether a request may be sent once more: it is idempotent (RFC 9110, section 9.2.2), and the instance refused it before it could have
/// acted, as far as the network can tell.
/// </summary>
static class RetryRule
{
    const string Key = "Idempotency-Key";

    public static bool IsIdempotent(HttpRequest request) =>
        request.Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" || request.Headers.ContainsKey(Key);

    /// <summary>Whether there was no connection, or the instance had closed it before it read the request.</summary>
    /// <remarks>
    /// A keep-alive connection may be closed by the instance at the moment that it is used again. Its system then answers the request with a
    /// reset; a process that has read a request and dies ends the connection in order. The handler repeats by itself what fails in the
    /// other ways that a stale connection can.
    /// </remarks>
    public static bool IsRefused(Outcome outcome, Exception? exception) =>
        outcome == Outcome.ConnectFailure
        || (outcome == Outcome.Reset && exception?.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown });
}
