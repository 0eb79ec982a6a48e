using Microsoft.Extensions.Diagnostics.HealthChecks;
using Modular.Gateway.Discovery;

namespace Modular.Gateway.Health;

/// <summary>
/// Not ready while nothing is known because a registry is lost, or has not answered yet, for a while; then degraded, as a gateway that knows some
/// services is worth more than none. A registry that answers and has no service is no reason to wait.
/// </summary>
sealed class RegistryCheck(RegistryBook book, DiscoveryOptions options, TimeProvider time) : IHealthCheck
{
    readonly long _began = time.GetTimestamp();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var registries = book.Statuses;
        var age = time.GetElapsedTime(_began);
        var missing = registries.Where(registry => registry.State != "answering").Select(registry => $"{registry.Name}: {registry.Reason ?? "it has not answered yet"}").ToList();
        // A registry that was lost later keeps what it told: that is no reason to send nobody here.
        var isEmpty = registries.All(registry => registry.Services == 0);
        return Task.FromResult(
            missing.Count == 0 ? HealthCheckResult.Healthy($"{registries.Sum(registry => registry.Services)} services")
            : isEmpty && age < options.ReadyWithoutRegistryAfter ? HealthCheckResult.Unhealthy(string.Join("; ", missing))
            : HealthCheckResult.Degraded($"{string.Join("; ", missing)}; what it told last stays in use"));
    }
}
