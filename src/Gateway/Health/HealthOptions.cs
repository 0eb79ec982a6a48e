using Modular.Gateway.Configuration;

namespace Modular.Gateway.Health;

/// <summary>When an instance counts as healthy: section <c>Health</c>, or <c>Services:&lt;name&gt;:Health</c> for one service.</summary>
/// <remarks>Defaults are those of Envoy's and YARP's active checks, Envoy's panic threshold and Istio's <c>consecutive5xxErrors</c>.</remarks>
sealed record HealthOptions : IGatewayOptions
{
    public const string Section = "Health";

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <value>Whether instances are asked at all. Default true; false trusts the registry, and an instance tripped by requests returns after <see cref="TrippedFor"/>.</value>
    public bool Active { get; init; } = true;

    /// <value>How often an instance is asked. Default 5 s; 10 ms to 10 min.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>How long an answer may take. Default 2 s; 10 ms to 10 min.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <value>Failed checks in a row until an instance is unhealthy. Default 3; 1 to 100.</value>
    public int Fall { get; init; } = 3;

    /// <value>Passed checks in a row until it is healthy again. Default 2; 1 to 100. A joining instance, or one tripped by requests, needs one.</value>
    public int Rise { get; init; } = 2;

    /// <value>
    /// Attempts in a row that fail (connection, reset, time-out, 5xx) until an instance is unhealthy, whatever its health check says.
    /// Default 5; 0 to 10,000, where 0 turns it off.
    /// </value>
    public int ConsecutiveFailures { get; init; } = 5;

    /// <value>How long a tripped instance stays out where there are no active checks. Default 30 s; 10 ms to 10 min.</value>
    public TimeSpan TrippedFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>
    /// With less than this share of the instances available, requests are balanced over all of them: the rest would not stand the load.
    /// Default 0.5; 0 to 1, where 0 turns it off, and no instance available means 503.
    /// </value>
    public double PanicThreshold { get; init; } = 0.5;

    public IEnumerable<string> Failures(string section)
    {
        foreach (var (name, value) in new[] { (nameof(Interval), Interval), (nameof(Timeout), Timeout), (nameof(TrippedFor), TrippedFor) })
            if (value < TimeSpan.FromMilliseconds(10) || value > Longest)
                yield return $"{section}:{name} must be between 00:00:00.010 and {Longest}, not {value}.";
        if (Fall is < 1 or > 100)
            yield return $"{section}:Fall must be between 1 and 100, not {Fall}.";
        if (Rise is < 1 or > 100)
            yield return $"{section}:Rise must be between 1 and 100, not {Rise}.";
        if (ConsecutiveFailures is < 0 or > 10_000)
            yield return $"{section}:ConsecutiveFailures must be between 0 (off) and 10000, not {ConsecutiveFailures}.";
        if (PanicThreshold is not (>= 0 and <= 1))
            yield return $"{section}:PanicThreshold must be between 0 (off) and 1, not {PanicThreshold}.";
    }
}
