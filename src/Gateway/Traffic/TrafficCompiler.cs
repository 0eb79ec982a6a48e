using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Traffic;

/// <summary>Makes of documents what the data path uses. Pure.</summary>
static class TrafficCompiler
{
    /// <param name="routes">Of the service's host; null for none.</param>
    /// <param name="destinations">Of the same host; null for none.</param>
    /// <param name="unsaid">What holds for a route that says nothing of time and retries.</param>
    public static TrafficRules Compile(VirtualService? routes, DestinationRule? destinations, RoutePolicy unsaid) => new(
        [.. (routes?.Http ?? []).Select(route => Compile(route, unsaid))],
        [.. destinations?.Subsets ?? []]);

    static TrafficRoute Compile(HttpRoute route, RoutePolicy unsaid) => new(
        route,
        route.Destinations.Count == 0 ? null : new([.. route.Destinations.Select(destination => new Target(
            ServiceHost.Short(destination.Destination.Host), destination.Destination.Subset, destination.Weight, destination.Headers))]),
        new()
        {
            Timeout = route.Timeout is { } timeout ? timeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : timeout : unsaid.Timeout,
            Retry = route.Retries is { } retries ? Compile(retries) : unsaid.Retry,
        });

    static RetryPolicy Compile(HttpRetries retries) => new()
    {
        Attempts = retries.Attempts,
        On = Pairs.Where(pair => retries.On.HasFlag(pair.Said)).Aggregate(RetryOn.None, (on, pair) => on | pair.Meant),
        Statuses = [.. retries.Statuses],
        GrpcStatuses = [.. GrpcPairs.Where(pair => retries.On.HasFlag(pair.Said)).Select(pair => pair.Status)],
        PerTryTimeout = retries.PerTryTimeout ?? Timeout.InfiniteTimeSpan,
        BackoffBase = retries.Backoff ?? new RetryPolicy().BackoffBase,
        AvoidsTried = retries.IgnorePreviousHosts,
        LeavesLocality = retries.RemoteLocalities,
    };

    // What fails before the request was sent shows as a failure to connect, for a new connection is made where an old one is gone.
    static readonly (RetryConditions Said, RetryOn Meant)[] Pairs =
    [
        (RetryConditions.ServerError, RetryOn.ServerError),
        (RetryConditions.GatewayError, RetryOn.GatewayError),
        (RetryConditions.Reset, RetryOn.Reset),
        (RetryConditions.ResetBeforeRequest, RetryOn.ConnectFailure | RetryOn.SafelyRefused),
        (RetryConditions.ConnectFailure, RetryOn.ConnectFailure | RetryOn.SafelyRefused),
        (RetryConditions.RefusedStream, RetryOn.SafelyRefused),
        (RetryConditions.Retriable4xx, RetryOn.Conflict),
    ];

    static readonly (RetryConditions Said, int Status)[] GrpcPairs =
    [
        (RetryConditions.GrpcCancelled, 1),
        (RetryConditions.GrpcDeadlineExceeded, 4),
        (RetryConditions.GrpcResourceExhausted, 8),
        (RetryConditions.GrpcInternal, 13),
        (RetryConditions.GrpcUnavailable, 14),
    ];
}
