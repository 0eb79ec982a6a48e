using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Any destination, in proportion to the weights.</summary>
sealed class RandomChoice(Dice dice, TimeProvider time) : IBalancingPolicy
{
    public const string PolicyName = "random";

    public Destination Pick(Candidates candidates) => candidates.IsWeighted
        ? WeightedChoice.At(dice.Share(), candidates, time.GetTimestamp())
        : candidates.Destinations[dice.Below(candidates.Count)];
}
