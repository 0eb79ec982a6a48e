using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Of two destinations by chance, the one with fewer requests in flight. (Envoy, least request)</summary>
sealed class LeastRequest(Dice dice, TimeProvider time) : IBalancingPolicy
{
    public const string PolicyName = "least-request";

    public Destination Pick(Candidates candidates)
    {
        var (first, second) = TwoChoices.Draw(dice, candidates, time.GetTimestamp());
        return second.InFlight < first.InFlight ? second : first;
    }
}
