using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Modular.ServiceDefaults.Health;

/// <summary>Whether every inbox and outbox of this process can be reached: without them no message is taken or sent.</summary>
sealed class MessageStoreCheck(IWolverineRuntime runtime) : IHealthCheck
{
    /// <summary>The check's name in the report.</summary>
    public const string Name = "message-store";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stores = await runtime.Stores.FindAllAsync();
        var failures = await Task.WhenAll(stores.Select(store => FailureOf(store, cancellationToken)));
        return failures.Any(failure => failure is not null)
            ? HealthCheckResult.Unhealthy(string.Join("; ", failures.Where(failure => failure is not null)))
            : HealthCheckResult.Healthy($"{Name}: {stores.Count} reached");
    }

    static async Task<string?> FailureOf(IMessageStore store, CancellationToken cancellation)
    {
        try
        {
            await store.Admin.CheckConnectivityAsync(cancellation);
            return null;
        }
#pragma warning disable CA1031 // Whatever the store throws, it cannot be reached; the probe must be told so, not fail.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"{Name}: {FailureReason.Of(e)} {store.Uri}";
        }
    }
}
