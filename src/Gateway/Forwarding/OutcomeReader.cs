using System.Net.Sockets;
using Modular.Gateway.Resilience;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>Classifies what the forwarder says about an attempt. The one place where that is decided. Pure.</summary>
static class OutcomeReader
{
    /// <param name="error">What <see cref="IHttpForwarder"/> returned.</param>
    /// <param name="exception">What it reported with it.</param>
    /// <param name="status">The status of the answer, where there is one.</param>
    /// <param name="clientGone">
    /// Whether the client has closed its side. Of a body that broke the forwarder says itself which side it was, and then ends the
    /// client's connection: to be read there, that would excuse the destination of every answer that it broke off.
    /// </param>
    public static Outcome Read(ForwarderError error, Exception? exception, int status, bool clientGone) => error switch
    {
        ForwarderError.None => OfStatus(status),
        ForwarderError.ResponseBodyDestination when exception is OperationCanceledException => Outcome.PerTryTimeout,
        ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination => Outcome.Reset,
        // Whatever else broke because the client went away says nothing of the destination.
        _ when clientGone => Outcome.ClientAborted,
        ForwarderError.RequestTimedOut => exception is OperationCanceledException { InnerException: TimeoutException }
            // So the handler tells its connect time-out; the forwarder's own has nothing inside.
            ? Outcome.ConnectFailure
            : Outcome.PerTryTimeout,
        ForwarderError.Request => OverloadIn(exception) is not null ? Outcome.Throttled : IsConnect(exception) ? Outcome.ConnectFailure : Outcome.Reset,
        ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination => Outcome.Reset,
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled => Outcome.PerTryTimeout,
        ForwarderError.ResponseHeaders => Outcome.GatewayError,
        ForwarderError.RequestCreation => Outcome.ClientError,
        ForwarderError.NoAvailableDestinations => Outcome.NoDestination,
        // An idle upgraded connection was closed: that is its end, not its failure.
        ForwarderError.UpgradeActivityTimeout => Outcome.Success,
        _ => Outcome.ClientAborted,
    };

    public static Outcome OfStatus(int status) => status switch
    {
        < 400 => Outcome.Success,
        429 => Outcome.Throttled,
        < 500 => Outcome.ClientError,
        502 or 503 or 504 => Outcome.GatewayError,
        _ => Outcome.ServerError,
    };

    /// <summary>What held a connection back; null where nothing did.</summary>
    public static OverloadException? OverloadIn(Exception? exception) => exception?.GetBaseException() as OverloadException;

    static bool IsConnect(Exception? exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable } => true,
        _ => false,
    };
}
