using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>A document's balancing over that of the configuration. Pure.</summary>
static class BalancingSettings
{
    public static BalancingOptions Over(this LoadBalancerSettings? said, BalancingOptions configured) => said is null ? configured : configured with
    {
        Policy = said.Simple switch
        {
            SimpleBalancing.LeastRequest => LeastRequest.PolicyName,
            SimpleBalancing.RoundRobin => RoundRobin.PolicyName,
            SimpleBalancing.Random => RandomChoice.PolicyName,
            _ => configured.Policy,
        },
        SlowStart = said.Warmup?.Duration ?? configured.SlowStart,
        MinimumPercent = said.Warmup?.MinimumPercent ?? configured.MinimumPercent,
        Aggression = said.Warmup?.Aggression ?? configured.Aggression,
    };
}
