using System.Runtime.InteropServices;

namespace Modular.Gateway.Canary.Judging;

/// <summary>How the tails compare: the logarithm of the ratio of both 99th percentiles. The median, and a rank test, hardly see 1 % of the requests.</summary>
/// <param name="LogRatio">Positive when the first is slower.</param>
/// <remarks>
/// A percentile lies, with the chance of one standard deviation, between the observations that are one binomial standard deviation of
/// ranks below and above it, whatever the distribution (R. S. Woodruff: Confidence Intervals for Medians and Other Position Measures, 1952).
/// </remarks>
[StructLayout(LayoutKind.Auto)]
readonly record struct TailRatio(double LogRatio, double Variance)
{
    /// <summary>The 99th percentile.</summary>
    public const double Share = 0.99;

    public static TailRatio Of(Sample first, Sample second) => new(
        Math.Log(first.Quantile(Share) / second.Quantile(Share)),
        LogVariance(first) + LogVariance(second));

    static double LogVariance(Sample sample)
    {
        var deviation = Math.Sqrt(Share * (1 - Share) / sample.Good);
        var half = Math.Log(sample.Quantile(Math.Min(1, Share + deviation)) / sample.Quantile(Share - deviation)) / 2;
        // A histogram is no finer than its buckets.
        return (half * half) + (LatencyScale.Resolution * LatencyScale.Resolution / 12);
    }
}
