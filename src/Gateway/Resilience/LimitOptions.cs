using Modular.Gateway.Configuration;

namespace Modular.Gateway.Resilience;

/// <summary>How much a service is given to do: section <c>Limits</c>, or <c>Services:&lt;name&gt;:Limits</c> for one service.</summary>
/// <remarks>Defaults are Envoy's: circuit breakers' <c>max_requests</c>, and its retry budget.</remarks>
sealed record LimitOptions : IGatewayOptions
{
    public const string Section = "Limits";

    /// <value>Requests in flight at once, over all instances; more are answered 503. Default 1,024; 1 to 1,000,000.</value>
    public int ActiveRequests { get; init; } = 1024;

    /// <value>Repetitions at once, and a second, that are always allowed. Default 3; 0 to 10,000.</value>
    public int RetryFloor { get; init; } = 3;

    /// <value>Repetitions beyond that, as a share of the requests. Default 0.2; 0 to 1.</value>
    public double RetryShare { get; init; } = 0.2;

    public IEnumerable<string> Failures(string section)
    {
        if (ActiveRequests is < 1 or > 1_000_000)
            yield return $"{section}:ActiveRequests must be between 1 and 1000000, not {ActiveRequests}.";
        if (RetryFloor is < 0 or > 10_000)
            yield return $"{section}:RetryFloor must be between 0 and 10000, not {RetryFloor}.";
        if (RetryShare is not (>= 0 and <= 1))
            yield return $"{section}:RetryShare must be between 0 and 1, not {RetryShare}.";
    }
}
