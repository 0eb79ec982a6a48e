using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Health;

/// <summary>Decides whether traffic may come: the host has started, is not stopping, and what it depends on answers.</summary>
/// <remarks>What the checks found holds for <see cref="MaxAge"/>, and probes that come at once share one run: probes cannot load a database.</remarks>
sealed partial class Readiness(HealthCheckService checks, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Readiness> logger)
{
    /// <summary>1 second.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    Task<ReadinessReport>? _run;
    long _runAt;
    bool? _wasReady;

    public Task<ReadinessReport> GetAsync(CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Task.FromResult(ReadinessReport.NotRunning("stopping"));
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
            return Task.FromResult(ReadinessReport.NotRunning("starting"));

        return LatestRun().WaitAsync(cancellation);
    }

    Task<ReadinessReport> LatestRun()
    {
        lock (_gate)
        {
            if (_run is null || (_run.IsCompleted && time.GetElapsedTime(_runAt) >= MaxAge))
            {
                _runAt = time.GetTimestamp();
                _run = RunAsync();
            }

            return _run;
        }
    }

    /// <summary>Under no caller's token: a probe that gives up must not spoil the answer for the others.</summary>
    async Task<ReadinessReport> RunAsync()
    {
        var report = ReadinessReport.From(await checks.CheckHealthAsync(CancellationToken.None));
        LogChange(report);
        return report;
    }

    void LogChange(ReadinessReport now)
    {
        if (_wasReady == now.IsReady)
            return;

        _wasReady = now.IsReady;
        if (now.IsReady)
            LogReady();
        else
            LogNotReady(string.Join("; ", now.Checks.Where(check => check.Status == "unhealthy").Select(check => check.Description ?? check.Name)));
    }

    [LoggerMessage(LogLevel.Information, "Ready")]
    partial void LogReady();

    [LoggerMessage(LogLevel.Warning, "Not ready: {Reasons}")]
    partial void LogNotReady(string reasons);
}
