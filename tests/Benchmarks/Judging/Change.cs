namespace Modular.Benchmarks.Judging;

/// <summary>In what the canary differs from the stable version.</summary>
/// <param name="MoreErrors">Added to the share of requests that fail.</param>
/// <param name="Latency">The canary's latencies, of the stable version's.</param>
sealed record Change(string Name, bool IsWorse, double MoreErrors, Func<LatencyShape, LatencyShape> Latency)
{
    public static IReadOnlyList<Change> All { get; } =
    [
        new("equal", false, 0, shape => shape),
        new("2 points more errors", true, 0.02, shape => shape),
        new("p99 +50 %, all slower", true, 0, shape => shape.Slower(1.5)),
        new("p99 +50 %, only the tail slower", true, 0, shape => shape.SlowerInTheTail(1.5)),
    ];
}
