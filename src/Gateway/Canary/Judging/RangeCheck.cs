namespace Modular.Gateway.Canary.Judging;

/// <summary>Holds the canary's window against a range of the document. Outside by more than chance fails; outside by chance holds.</summary>
/// <remarks>
/// Each range is a statement about a share: a 99th percentile above 500 ms means that more than 1 % of the answers took longer. Wilson's
/// interval of the share says whether so few attempts can tell.
/// </remarks>
static class RangeCheck
{
    public static Finding Check(MetricRange range, Sample canary, JudgeOptions options)
    {
        if (canary.Attempts.Total < options.MinimumRequests)
            return Of(range, Verdict.Nodata, double.NaN, $"{range.Metric}: {canary.Attempts.Total:0} attempts on the canary, {options.MinimumRequests} are needed");

        var z = Normal.Quantile((1 - options.Confidence) / 2);
        var (value, unit) = range.Metric switch
        {
            MetricRange.SuccessRate => (100 * (1 - canary.Attempts.ErrorRate), " %"),
            MetricRange.Duration => (1000 * canary.Quantile(TailRatio.Share), " ms"),
            _ => (1000 * canary.Quantile(0.5), " ms"),
        };
        if (range.Min is { } min && value < min)
            return Outside(min, "at least", High(range, canary, min, z));
        if (range.Max is { } max && value > max)
            return Outside(max, "at most", Low(range, canary, max, z));
        return Of(range, Verdict.Pass, value, $"{range.Metric} {value:0.##}{unit} is within its range");

        Finding Outside(double limit, string bound, bool certain) => Of(
            range,
            certain ? Verdict.Fail : Verdict.Inconclusive,
            value,
            $"{range.Metric} is {value:0.##}{unit}, demanded is {bound} {limit:0.##}{unit}{(certain ? "" : ", which may be chance with so few attempts")}");
    }

    /// <summary>Whether the metric is below <paramref name="min"/> also where chance was against it.</summary>
    static bool High(MetricRange range, Sample canary, double min, double z) => range.Metric == MetricRange.SuccessRate
        ? Proportions.Bounds(canary.Attempts, z).Low > 1 - (min / 100)
        : Proportions.Bounds(Slower(canary, min), z).High < 1 - Share(range);

    /// <summary>Whether the metric is above <paramref name="max"/> also where chance was against it.</summary>
    static bool Low(MetricRange range, Sample canary, double max, double z) => range.Metric == MetricRange.SuccessRate
        ? Proportions.Bounds(canary.Attempts, z).High < 1 - (max / 100)
        : Proportions.Bounds(Slower(canary, max), z).Low > 1 - Share(range);

    static Attempts Slower(Sample canary, double milliseconds) => new(canary.SlowerThan(milliseconds / 1000), canary.Good);

    static double Share(MetricRange range) => range.Metric == MetricRange.Duration ? TailRatio.Share : 0.5;

    static Finding Of(MetricRange range, Verdict verdict, double value, string reason) =>
        new(range.Metric, verdict, double.IsFinite(value) ? value : null, null, "range of the document (Wilson's interval)", null, null, null, null, 0, Proven: true, reason);
}
