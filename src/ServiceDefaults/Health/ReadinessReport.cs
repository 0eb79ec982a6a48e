using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Modular.ServiceDefaults.Health;

/// <summary>The body of <c>/health/ready</c>.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>: the worst of the checks.</param>
sealed record ReadinessReport(string Status, IReadOnlyList<ReadinessCheck> Checks)
{
    /// <summary>Whether traffic may come.</summary>
    public bool IsReady => Status != Name(HealthStatus.Unhealthy);

    public static ReadinessReport From(HealthReport report) => new(
        Name(report.Status),
        [.. report.Entries.Select(entry => new ReadinessCheck(entry.Key, Name(entry.Value.Status), entry.Value.Description, entry.Value.Duration.TotalMilliseconds))]);

    /// <summary>Not ready because of the process itself, which says nothing of what it depends on.</summary>
    public static ReadinessReport NotRunning(string why) =>
        new(Name(HealthStatus.Unhealthy), [new ReadinessCheck("host", Name(HealthStatus.Unhealthy), why, 0)]);

    static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <summary>What one check found.</summary>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
sealed record ReadinessCheck(string Name, string Status, string? Description, double DurationMs);
