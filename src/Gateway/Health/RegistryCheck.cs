using Microsoft.Extensions.Diagnostics.HealthChecks;
using Modular.Gateway.Discovery;

namespace Modular.Gateway.Health;

/// <summary>
/// Not ready while a registry that has told nothing yet is lost, for a while; then degraded, as a gateway that knows some services is worth more
/// than none. An empty registry says nothing at all: after a second of that the gateway is ready too.
/// </summary>
sealed class RegistryCheck(RegistryBook book, DiscoveryOptions options, TimeProvider time) : IHealthCheck
{
    static readonly TimeSpan FirstWord = TimeSpan.FromSeconds(1);

    readonly long _began = time.GetTimestamp();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var registries = book.Statuses;
        var age = time.GetElapsedTime(_began);
        var silent = registries.All(registry => registry.State == "waiting");
        var lost = registries.Where(registry => registry.State == "lost").Select(registry => $"{registry.Name}: {registry.Reason}").ToList();
        // A registry that was lost later keeps what it told: that is no reason to send nobody here.
        var isEmpty = registries.All(registry => registry.Services == 0);
        return Task.FromResult(
            silent ? age < FirstWord ? HealthCheckResult.Unhealthy("no registry has answered yet") : HealthCheckResult.Healthy("no registry has told of a service")
            : lost.Count == 0 ? HealthCheckResult.Healthy($"{registries.Sum(registry => registry.Services)} services")
            : isEmpty && age < options.ReadyWithoutRegistryAfter ? HealthCheckResult.Unhealthy(string.Join("; ", lost))
            : HealthCheckResult.Degraded($"{string.Join("; ", lost)}; what it told last stays in use"));
    }
}
