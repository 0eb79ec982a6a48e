namespace Modular.Gateway.LoadBalancing;

/// <summary>The policies by the names that configuration gives them.</summary>
static class BalancingPolicies
{
    public static readonly IReadOnlyList<string> Names =
        [PeakEwma.PolicyName, LeastRequest.PolicyName, RoundRobin.PolicyName, RandomChoice.PolicyName];

    /// <summary>A policy of its own for each service: round robin counts.</summary>
    public static IBalancingPolicy Create(string name, Dice dice, TimeProvider time) => name.ToLowerInvariant() switch
    {
        PeakEwma.PolicyName => new PeakEwma(dice, time),
        LeastRequest.PolicyName => new LeastRequest(dice, time),
        RoundRobin.PolicyName => new RoundRobin(time),
        RandomChoice.PolicyName => new RandomChoice(dice, time),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"There are: {string.Join(", ", Names)}."),
    };
}
