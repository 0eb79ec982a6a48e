namespace Modular.Gateway.Resilience;

/// <summary>What one instance did in an interval.</summary>
sealed record Tally(long Requests, long Good)
{
    public double Rate => (double)Good / Requests;
}

/// <summary>Finds instances whose success rate is far below their neighbours'. Pure.</summary>
/// <remarks>Envoy's success rate outliers: below the mean by so many standard deviations, among those that had enough requests.</remarks>
static class SuccessRates
{
    /// <returns>For each outlier its place in the list, and what is wrong with it in words.</returns>
    public static IEnumerable<(int Place, string Reason)> Outliers(IReadOnlyList<Tally> tallies, OutlierOptions options)
    {
        var counted = tallies.Index().Where(tally => tally.Item.Requests >= options.SuccessRateRequests).ToList();
        if (options.SuccessRateHosts == 0 || counted.Count < options.SuccessRateHosts)
            yield break;
        var mean = counted.Average(tally => tally.Item.Rate);
        var deviation = Math.Sqrt(counted.Average(tally => Math.Pow(tally.Item.Rate - mean, 2)));
        var lowest = mean - (options.SuccessRateDeviations * deviation);
        foreach (var (place, tally) in counted)
            if (tally.Rate < lowest)
                yield return (place, FormattableString.Invariant(
                    $"success rate {tally.Rate:P1} of {tally.Requests} requests, where {counted.Count} instances have {mean:P1} on average and {lowest:P1} is the least"));
    }
}
