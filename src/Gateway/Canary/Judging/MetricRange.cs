namespace Modular.Gateway.Canary.Judging;

/// <summary>What the document demands of a metric whatever the baseline does (Flagger's <c>thresholdRange</c>).</summary>
/// <param name="Metric"><see cref="SuccessRate"/> in per cent, or <see cref="Duration"/> or <see cref="MedianDuration"/> in milliseconds.</param>
/// <param name="Min">At least; null for no limit.</param>
/// <param name="Max">At most; null for no limit.</param>
sealed record MetricRange(string Metric, double? Min, double? Max)
{
    /// <summary>Attempts that did not fail, in per cent.</summary>
    public const string SuccessRate = "request-success-rate";

    /// <summary>The 99th percentile, in milliseconds.</summary>
    public const string Duration = "request-duration";

    /// <summary>The median, in milliseconds.</summary>
    public const string MedianDuration = "request-duration-p50";

    public static IReadOnlyList<string> Metrics { get; } = [SuccessRate, Duration, MedianDuration];
}
