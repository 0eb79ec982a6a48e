namespace Modular.Gateway.Resilience;

/// <summary>
/// A limit on the active requests of a service that follows its latency: section <c>Limits:Adaptive</c>, or
/// <c>Services:&lt;name&gt;:Limits:Adaptive</c> for one service. Istio's documents have no field for it.
/// </summary>
/// <remarks>Defaults are those of Netflix's concurrency-limits, <c>Gradient2Limit</c> in a <c>WindowedLimit</c>.</remarks>
sealed record AdaptiveOptions
{
    /// <value>Default false: only <see cref="LimitOptions.ActiveRequests"/> holds.</value>
    public bool Enabled { get; init; }

    /// <value>Where it begins: low, so that the first latencies are those without a queue. Default 20; from Least to Most.</value>
    public int Initial { get; init; } = 20;

    /// <value>It never falls below. Default 20; 1 to 1,000,000.</value>
    public int Least { get; init; } = 20;

    /// <value>It never rises above. Default 200; not below Least, at most 1,000,000.</value>
    public int Most { get; init; } = 200;

    /// <value>How long latencies are gathered until it changes, and longer until there are ten. Default 1 s; 10 ms to 1 min.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    public IEnumerable<string> Failures(string section)
    {
        if (Least is < 1 or > 1_000_000)
            yield return $"{section}:Least must be between 1 and 1000000, not {Least}.";
        if (Most < Least || Most > 1_000_000)
            yield return $"{section}:Most must be between {section}:Least and 1000000, not {Most}.";
        if (Initial < Least || Initial > Most)
            yield return $"{section}:Initial must be between {section}:Least and {section}:Most, not {Initial}.";
        if (Window < TimeSpan.FromMilliseconds(10) || Window > TimeSpan.FromMinutes(1))
            yield return $"{section}:Window must be between 00:00:00.010 and 00:01:00, not {Window}.";
    }
}
