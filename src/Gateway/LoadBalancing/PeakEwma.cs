using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Of two destinations by chance, the one with the lower expected wait: recent latency times requests in flight.</summary>
/// <remarks>Peak-EWMA with power of two choices, as in Finagle and linkerd; see <see cref="Latency"/>.</remarks>
sealed class PeakEwma(Dice dice, TimeProvider time) : IBalancingPolicy
{
    public const string PolicyName = "peak-ewma";

    public Destination Pick(Candidates candidates)
    {
        var now = time.GetTimestamp();
        var (first, second) = TwoChoices.Draw(dice, candidates, now);
        return Cost(second, now) < Cost(first, now) ? second : first;
    }

    static double Cost(Destination destination, long now) => destination.Latency.At(now) * (destination.InFlight + 1);
}
