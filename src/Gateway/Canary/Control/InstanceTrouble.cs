using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Canary.Control;

/// <summary>Whether the pipeline itself has turned away from an instance of the canary: that ends a rollout at once, without waiting for a tick. Pure.</summary>
static class InstanceTrouble
{
    /// <returns>Why; null where all is well.</returns>
    public static string? Find(IEnumerable<Destination> instances, string canary)
    {
        foreach (var instance in instances.Where(instance => instance.Registration.Instance.Metadata[ServiceMetadata.Version] == canary))
        {
            if (instance.Breaker is { State: BreakerState.Open, Reason: var why })
                return $"the breaker of its instance {instance.Id} is open: {why}";
            if (instance.Life is { Tripped: true, Reason: var reason })
                return $"its instance {instance.Id} was ejected: {reason}";
        }

        return null;
    }
}
