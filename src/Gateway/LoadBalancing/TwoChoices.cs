using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>
/// Two different destinations by chance, in proportion to their weights. The less loaded of the two is nearly as good a choice as the
/// least loaded of all, and does not send everybody to the same one. (Mitzenmacher, The Power of Two Choices, 2001)
/// </summary>
static class TwoChoices
{
    public static (Destination First, Destination Second) Draw(Dice dice, Candidates candidates, long timestamp)
    {
        if (!candidates.IsWeighted)
        {
            var first = dice.Below(candidates.Count);
            var second = dice.Below(candidates.Count - 1);
            return (candidates.Destinations[first], candidates.Destinations[second < first ? second : second + 1]);
        }

        // Both by weight, with repetition: a small weight then gets its small share, also where two others would always be better.
        return (WeightedChoice.At(dice.Share(), candidates, timestamp), WeightedChoice.At(dice.Share(), candidates, timestamp));
    }
}
