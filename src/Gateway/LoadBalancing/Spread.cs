using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing.Hashing;
using Modular.Gateway.LoadBalancing.Localities;
using Modular.Gateway.Policy;

namespace Modular.Gateway.LoadBalancing;

/// <summary>The rules by which requests of a service, or of a subset, are spread, with what they remember: whose turn it is, how keys are laid out.</summary>
/// <param name="Options">What the configuration says, with a document's settings over it.</param>
/// <param name="Policy">For requests without a key.</param>
/// <param name="Hash">By what requests are recognised; null where all are alike.</param>
/// <param name="Keyed">For requests with a key; null where all are alike.</param>
/// <param name="Localities">Null where all instances are alike.</param>
sealed record Spread(BalancingOptions Options, IBalancingPolicy Policy, ConsistentHash? Hash, KeyedChoice? Keyed, ILocalityRule? Localities, Dice Dice)
{
    /// <param name="parts">The settings in force.</param>
    /// <param name="before">What it takes the place of, and where nothing has changed its memory; null for nothing.</param>
    public static Spread Of(ServiceParts parts, Spread? before) => new(
        parts.Balancing,
        before is not null && before.Options.Policy == parts.Balancing.Policy ? before.Policy : BalancingPolicies.Create(parts.Balancing.Policy, parts.Dice, parts.Time),
        parts.Hash,
        parts.Hash is not { } hash ? null : before?.Keyed?.Kind == hash.Table ? before.Keyed : new(hash.Table, parts.Time),
        LocalityRules.Of(parts.Balancing, parts.Locality),
        parts.Dice);

    /// <param name="instances">Of the service or subset, in order of their ids.</param>
    /// <param name="panicThreshold">See <see cref="Health.HealthOptions.PanicThreshold"/>.</param>
    public Balancer Over(IReadOnlyCollection<Destination> instances, double panicThreshold)
    {
        Keyed?.Follow(instances);
        return new(CandidateSelection.Select(instances, panicThreshold, Localities), this);
    }
}
