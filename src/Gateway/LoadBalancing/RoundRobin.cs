using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>One after the other; with weights, each as often as its weight says, and evenly spread.</summary>
/// <remarks>
/// With weights the n-th request goes to the place frac(n / φ) on the line of all weights: these places fill the line evenly from the
/// first to the last (the additive sequence of the golden ratio), and need no state but n.
/// </remarks>
sealed class RoundRobin(TimeProvider time) : IBalancingPolicy
{
    public const string PolicyName = "round-robin";

    const double InverseGoldenRatio = 0.6180339887498949;

    uint _next;

    public Destination Pick(Candidates candidates)
    {
        var turn = Interlocked.Increment(ref _next) - 1;
        return candidates.IsWeighted
            ? WeightedChoice.At(turn * InverseGoldenRatio % 1, candidates, time.GetTimestamp())
            : candidates.Destinations[(int)(turn % (uint)candidates.Count)];
    }
}
