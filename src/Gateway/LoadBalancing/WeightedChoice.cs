using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>A destination in proportion to the weights, which change by themselves during slow start and are therefore summed anew.</summary>
static class WeightedChoice
{
    /// <param name="share">0 (included) to 1 (not included): where on the line of all weights.</param>
    public static Destination At(double share, Candidates candidates, long timestamp)
    {
        var total = 0.0;
        foreach (var destination in candidates.Destinations)
            total += destination.WeightAt(timestamp);

        var place = share * total;
        foreach (var destination in candidates.Destinations)
        {
            place -= destination.WeightAt(timestamp);
            if (place < 0)
                return destination;
        }

        return candidates.Destinations[^1];
    }
}
