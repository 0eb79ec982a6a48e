namespace Modular.Gateway.Policy;

/// <summary>How often, when and how fast a request is sent again.</summary>
/// <param name="Attempts">Retries beside the first attempt. 0: none at all.</param>
/// <param name="PerTryTimeout">Until an attempt's answer begins. Null: only the route's timeout; at least 1 ms.</param>
/// <param name="On">What is retried.</param>
/// <param name="Statuses">Statuses that are retried beside.</param>
/// <param name="RemoteLocalities">Whether a retry may leave the locality.</param>
/// <param name="IgnorePreviousHosts">Whether destinations already tried are avoided. Default true, as in Istio.</param>
/// <param name="Backoff">The base of the growing pause between attempts. Null: 25 ms; at least 1 ms.</param>
sealed record HttpRetries(
    int Attempts, TimeSpan? PerTryTimeout, RetryConditions On, IReadOnlySet<int> Statuses, bool RemoteLocalities, bool IgnorePreviousHosts, TimeSpan? Backoff)
{
    /// <summary>What Istio retries where <c>retryOn</c> is not said.</summary>
    public const RetryConditions DefaultOn =
        RetryConditions.ConnectFailure | RetryConditions.RefusedStream | RetryConditions.GrpcUnavailable | RetryConditions.GrpcCancelled;
}

/// <summary>What is retried.</summary>
/// <remarks>https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on</remarks>
[Flags]
enum RetryConditions
{
    None = 0,

    /// <summary><c>5xx</c>: any 5xx, and no answer at all: disconnect, reset, time-out.</summary>
    ServerError = 1,

    /// <summary><c>gateway-error</c>: 502, 503, 504.</summary>
    GatewayError = 1 << 1,

    /// <summary><c>reset</c>: no answer at all: disconnect, reset, time-out.</summary>
    Reset = 1 << 2,

    /// <summary><c>reset-before-request</c>: as <see cref="Reset"/>, before the request was sent.</summary>
    ResetBeforeRequest = 1 << 3,

    /// <summary><c>connect-failure</c>: no connection.</summary>
    ConnectFailure = 1 << 4,

    /// <summary><c>retriable-4xx</c>: 409.</summary>
    Retriable4xx = 1 << 5,

    /// <summary><c>refused-stream</c>: HTTP/2's REFUSED_STREAM.</summary>
    RefusedStream = 1 << 6,

    /// <summary><c>cancelled</c>: gRPC status 1 in the head of the answer.</summary>
    GrpcCancelled = 1 << 7,

    /// <summary><c>deadline-exceeded</c>: gRPC status 4.</summary>
    GrpcDeadlineExceeded = 1 << 8,

    /// <summary><c>resource-exhausted</c>: gRPC status 8.</summary>
    GrpcResourceExhausted = 1 << 9,

    /// <summary><c>internal</c>: gRPC status 13.</summary>
    GrpcInternal = 1 << 10,

    /// <summary><c>unavailable</c>: gRPC status 14.</summary>
    GrpcUnavailable = 1 << 11,
}
