namespace Modular.Gateway.Canary.Judging;

/// <summary>Observations, grouped by value.</summary>
/// <param name="Values">Ascending, none twice.</param>
/// <param name="Counts">How often each was observed.</param>
sealed record Distribution(double[] Values, double[] Counts)
{
    public double Total { get; } = Counts.Sum();

    public static Distribution Of(params IEnumerable<double> observations)
    {
        var groups = observations.GroupBy(value => value).OrderBy(group => group.Key).ToList();
        return new([.. groups.Select(group => group.Key)], [.. groups.Select(group => (double)group.Count())]);
    }
}
