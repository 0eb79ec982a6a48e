using Modular.Gateway.Decisions;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Health;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
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
    IInstanceWatch Watch)
{
    /// <summary>By what requests of the same key are recognised; null where they are not. Documents only say so.</summary>
    public ConsistentHash? Hash { get; init; }

    /// <summary>What <c>ISTIO_MUTUAL</c> of a document means.</summary>
    public MeshOptions Mesh { get; init; } = new();

    /// <summary>What a document says of localities; null for nothing.</summary>
    public LocalitySettings? Locality { get; init; }
}

/// <summary>Watches instances from the moment they join.</summary>
interface IInstanceWatch
{
    /// <summary>Begins; ends with <see cref="Destination.Ended"/>.</summary>
    void Begin(Service service, Destination instance);
}
