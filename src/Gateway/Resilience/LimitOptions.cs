using Modular.Gateway.Configuration;

namespace Modular.Gateway.Resilience;

/// <summary>How much a service is given to do: section <c>Limits</c>, or <c>Services:&lt;name&gt;:Limits</c> for one service.</summary>
/// <remarks>Defaults are Envoy's: circuit breakers' <c>max_requests</c> and <c>max_pending_requests</c>, and its retry budget.</remarks>
sealed record LimitOptions : IGatewayOptions
{
    public const string Section = "Limits";

    /// <value>Requests in flight at once, over all instances; more are answered 503. Default 1,024; 1 to 1,000,000.</value>
    public int ActiveRequests { get; init; } = 1024;

    /// <value>
    /// Requests that wait for a connection at once, over all instances: for one to be made, or for one of
    /// <see cref="ConnectionOptions.MaxConnections"/> to be free; more are answered 503. Default 1,024; 0 to 1,000,000.
    /// </value>
    public int PendingRequests { get; init; } = 1024;

    /// <value>How instances are connected to.</value>
    public ConnectionOptions Connections { get; init; } = new();

    /// <value>A limit on active requests that follows the latency. Default: off.</value>
    public AdaptiveOptions Adaptive { get; init; } = new();

    /// <value>Repetitions at once, and a second, that are always allowed. Default 3; 0 to 10,000.</value>
    public int RetryFloor { get; init; } = 3;

    /// <value>Repetitions beyond that, as a share of the requests. Default 0.2; 0 to 1.</value>
    public double RetryShare { get; init; } = 0.2;

    /// <value>
    /// Over which time the share is taken. Default: of the active requests and also of those of the last 10 s; 100 ms to 1 h, and then of the
    /// requests of that time only.
    /// </value>
    public TimeSpan? RetryInterval { get; init; }

    /// <value>
    /// Repetitions at once, whatever the share allows, and also those of attempts that found no connection: a document's <c>maxRetries</c>, Envoy's
    /// <c>max_retries</c>. Default: no such limit; 0 to 1,000,000.
    /// </value>
    public int? RetryCap { get; init; }

    /// <value>
    /// Whether the share and its floor count. Default true; false only beside a <see cref="RetryCap"/>, as of a document that says
    /// <c>maxRetries</c> and no <c>retryBudget</c>.
    /// </value>
    public bool RetryShareCounts { get; init; } = true;

    /// <summary>Whether the connections that services share will not do: whoever waits for one must be counted, or they are made in another way.</summary>
    public bool NeedsOwnConnections => PendingRequests < ActiveRequests || Connections != new ConnectionOptions();

    public IEnumerable<string> Failures(string section)
    {
        if (ActiveRequests is < 1 or > 1_000_000)
            yield return $"{section}:ActiveRequests must be between 1 and 1000000, not {ActiveRequests}.";
        if (PendingRequests is < 0 or > 1_000_000)
            yield return $"{section}:PendingRequests must be between 0 and 1000000, not {PendingRequests}.";
        foreach (var failure in Connections.Failures($"{section}:Connections").Concat(Adaptive.Failures($"{section}:Adaptive")))
            yield return failure;
        if (RetryFloor is < 0 or > 10_000)
            yield return $"{section}:RetryFloor must be between 0 and 10000, not {RetryFloor}.";
        if (RetryShare is not (>= 0 and <= 1))
            yield return $"{section}:RetryShare must be between 0 and 1, not {RetryShare}.";
        if (RetryCap is < 0 or > 1_000_000)
            yield return $"{section}:RetryCap must be between 0 and 1000000, not {RetryCap}.";
        if (RetryCap is null && !RetryShareCounts)
            yield return $"{section}:RetryShareCounts must be true without a RetryCap: nothing would limit repetitions.";
        if (RetryInterval < TimeSpan.FromMilliseconds(100) || RetryInterval > TimeSpan.FromHours(1))
            yield return $"{section}:RetryInterval must be between 00:00:00.100 and 01:00:00, not {RetryInterval}.";
    }
}
