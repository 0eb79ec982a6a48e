using Modular.Gateway.Policy;

namespace Modular.Gateway.LoadBalancing.Localities;

/// <summary>What holds of localities for a service. Pure.</summary>
static class LocalityRules
{
    /// <remarks>
    /// Istio fails over only where outlier detection is set, as Envoy would otherwise never see a locality fail. Here it always is on, and so are
    /// active checks unless turned off: a gateway that knows its zone prefers it without being asked.
    /// </remarks>
    /// <param name="own">Where the gateway runs.</param>
    /// <param name="said">What a document says; null for nothing.</param>
    /// <returns>Null where all instances are alike.</returns>
    public static ILocalityRule? Of(BalancingOptions own, LocalitySettings? said)
    {
        if (said is { Enabled: false })
            return null;
        var here = Locality.Parse(own.Zone);
        if (said is { Distribute.Count: > 0 })
            return said.Distribute.FirstOrDefault(distribution => here.IsIn(Locality.Parse(distribution.From))) is { } mine ? new Distributed(mine) : null;
        return here.IsUnknown && said is not { FailoverPriority.Count: > 0 } ? null : new NearestFirst(own, said);
    }
}
