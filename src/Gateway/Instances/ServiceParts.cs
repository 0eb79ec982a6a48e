using Modular.Gateway.Decisions;
using Modular.Gateway.Health;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Instances;

/// <summary>What a <see cref="Service"/> works with.</summary>
sealed record ServiceParts(
    HealthOptions Health,
    BalancingOptions Balancing,
    LimitOptions Limits,
    BreakerOptions Breaker,
    OutlierOptions Outliers,
    Dice Dice,
    TimeProvider Time,
    DecisionLog Decisions,
    IInstanceWatch Watch);

/// <summary>Watches instances from the moment they join.</summary>
interface IInstanceWatch
{
    /// <summary>Begins; ends with <see cref="Destination.Ended"/>.</summary>
    void Begin(Service service, Destination instance);
}
