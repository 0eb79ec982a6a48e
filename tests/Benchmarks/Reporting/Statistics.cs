namespace Modular.Benchmarks.Reporting;

static class Statistics
{
    /// <summary>The middle value; of an even number, the mean of the two in the middle. NaN of none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The nearest-rank percentile of values in ascending order. NaN of none.</summary>
    /// <param name="share">0 to 1.</param>
    public static double Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
