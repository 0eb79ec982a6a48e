using Microsoft.Extensions.Diagnostics.HealthChecks;
using Modular.Gateway.Discovery;

namespace Modular.Gateway.Health;

/// <summary>
/// Ready once every registry has told something; without one that does not, degraded, after a while: a gateway that knows some services is
/// worth more than none.
/// </summary>
sealed class RegistryCheck(RegistryBook book, DiscoveryOptions options, TimeProvider time) : IHealthCheck
{
    readonly long _began = time.GetTimestamp();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var quiet = book.Statuses.Where(registry => registry.State != "answering").Select(Describe).ToList();
        var waiting = book.Statuses.Any(registry => registry is { State: not "answering", Instances: 0 });
        if (quiet.Count == 0)
            return Task.FromResult(HealthCheckResult.Healthy($"{book.Statuses.Count} registry(s) answering"));
        var text = string.Join("; ", quiet);
        return Task.FromResult(waiting && time.GetElapsedTime(_began) < options.ReadyWithoutRegistryAfter
            ? HealthCheckResult.Unhealthy(text)
            : HealthCheckResult.Degraded(text));
    }

    static string Describe(RegistryStatus registry) => $"{registry.Name}: {registry.State}{(registry.Reason is null ? "" : $", {registry.Reason}")}";
}
