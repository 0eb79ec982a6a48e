using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wolverine.Runtime;

namespace Modular.ServiceDefaults.Health;

/// <summary>Whether the inbox and outbox can be reached: without them no message is taken or sent.</summary>
sealed class MessageStoreCheck(IWolverineRuntime runtime) : IHealthCheck
{
    /// <summary>The check's name in the report.</summary>
    public const string Name = "message-store";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await runtime.Storage.Admin.CheckConnectivityAsync(cancellationToken);
            return HealthCheckResult.Healthy($"{Name}: {runtime.Storage.Uri}");
        }
#pragma warning disable CA1031 // Whatever the store throws, it cannot be reached; the probe must be told so, not fail.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return HealthCheckResult.Unhealthy($"{Name}: {FailureReason.Of(e)}");
        }
    }
}
