using System.Globalization;

namespace Modular.Gateway.Canary.Judging;

/// <summary>Compares the canary with a size-matched baseline of the same window, and adds the window to what the rollout has shown. Pure.</summary>
/// <remarks>
/// One window is judged as Kayenta does, at 95 %: it can hold a rollout, which costs one interval. Only the sum of all windows can fail
/// a canary, or prove it. It is looked at after every window; the n-th look spends alpha / (n (n + 1)) of the chance of a false alarm
/// alpha (alpha spending after Lan and DeMets, 1983), which sums to alpha however long the rollout takes. README.md tells more.
/// </remarks>
static class Judge
{
    public static Judgement Decide(Evidence before, Window seen, IReadOnlyList<MetricRange> ranges, JudgeOptions options)
    {
        var all = before.Waiting.Add(seen);
        // A window that is large enough speaks for itself: what waited before it is older.
        var canary = seen.Canary.Attempts.Total >= options.MinimumRequests ? seen.Canary : all.Canary;
        var demanded = ranges.Select(range => RangeCheck.Check(range, canary, options));
        if (all.Size < options.MinimumRequests)
            return Judgement.Of([TooFew(all, options), .. demanded], proven: false, before with { Waiting = all });

        var z = Normal.Quantile((1 - options.Confidence) / 2);
        var window = all.Matched();
        var (errors, errorSum) = Errors(window, before.Errors, options, z);
        var (latency, latencySum) = Latency(window, before.Latency, options, z);
        var waiting = before.WaitingTail.Add(window);
        var complete = Math.Min(waiting.Canary.Good, waiting.Baseline.Good) >= options.TailRequests;
        var (tail, tailSum) = Tail(waiting, complete, before.Tail, options, z);
        var evidence = new Evidence(errorSum, latencySum, tailSum, Window.Empty, complete ? Window.Empty : waiting);
        return Judgement.Of([errors, latency, tail, .. demanded], errors.Proven && latency.Proven && tail.Proven, evidence);
    }

    static (Finding, EffectSum) Errors(Window window, EffectSum before, JudgeOptions options, double z)
    {
        var (canary, baseline) = (window.Canary.Attempts, window.Baseline.Attempts);
        var variance = Proportions.Variance(canary, baseline);
        var effect = new Effect(canary.ErrorRate - baseline.ErrorRate, variance, window.Size);
        var metric = new Metric("error-rate", "two proportions", options.Errors, difference => $"{100 * difference:+0.00;-0.00;0} points", value => $"{100 * value:0.00} %");
        return Assess(metric, canary.ErrorRate, baseline.ErrorRate, effect, effect.Difference - (z * Math.Sqrt(variance)), Proportions.Z(canary, baseline), before, options);
    }

    static (Finding, EffectSum) Latency(Window window, EffectSum before, JudgeOptions options, double z)
    {
        var median = window.Baseline.Quantile(0.5);
        var metric = new Metric("latency", "Mann-Whitney", options.Latency.AtLeast(options.LeastLatency, median), Ratio, Milliseconds);
        var (canary, baseline) = (window.Canary.LogLatencies(), window.Baseline.LogLatencies());
        if (canary.Total < 1 || baseline.Total < 1)
            return Assess(metric, double.NaN, double.NaN, null, 0, double.NaN, before, options);
        var test = MannWhitney.Test(canary, baseline);
        var shift = test.ShiftOf(canary, baseline, z);
        var deviation = (shift.High - shift.Low) / (2 * z);
        var variance = (deviation * deviation) + (LatencyScale.Resolution * LatencyScale.Resolution / 12);
        return Assess(
            metric,
            window.Canary.Quantile(0.5),
            median,
            new(shift.Estimate, variance, Math.Min(canary.Total, baseline.Total)),
            shift.Low,
            test.Z,
            before,
            options);
    }

    static (Finding, EffectSum) Tail(Window window, bool complete, EffectSum before, JudgeOptions options, double z)
    {
        var (canary, baseline) = (window.Canary.Quantile(TailRatio.Share), window.Baseline.Quantile(TailRatio.Share));
        var metric = new Metric("p99", "ratio of percentiles", options.Tail.AtLeast(options.LeastLatency, baseline), Ratio, Milliseconds);
        if (!complete)
            return Assess(metric, canary, baseline, null, 0, double.NaN, before, options);
        var ratio = TailRatio.Of(window.Canary, window.Baseline);
        var deviation = Math.Sqrt(ratio.Variance);
        var effect = new Effect(ratio.LogRatio, ratio.Variance, Math.Min(window.Canary.Good, window.Baseline.Good));
        return Assess(metric, canary, baseline, effect, ratio.LogRatio - (z * deviation), ratio.LogRatio / deviation, before, options);
    }

    /// <param name="effect">Of this window; null when it is too small for this metric.</param>
    /// <param name="low">The lower end of the window's interval.</param>
    static (Finding, EffectSum) Assess(
        Metric metric, double canary, double baseline, Effect? effect, double low, double z, EffectSum before, JudgeOptions options)
    {
        var sum = effect is { } counted ? before.Add(counted) : before;
        var rollout = sum.Estimate(metric.Tolerance.NoiseFloor);
        var p = rollout.ChanceAbove(metric.Tolerance.Most);
        var look = sum.Windows - options.MinimumWindows + 1;
        var failed = look > 0 && p <= options.FalseAlarm / (look * (look + 1.0));
        var proven = sum.Windows > 0 && rollout.ChanceBelow(2 * metric.Tolerance.Most) <= options.Miss;
        var worse = effect is { } now && low > Math.Max(metric.Tolerance.Most, options.EffectSize * Math.Abs(now.Difference));
        var figures = $"{metric.Name} {metric.Value(canary)} beside {metric.Value(baseline)}";
        var rolled = $"{metric.Difference(rollout.Difference)} over {sum.Windows} window(s), tolerated {metric.Difference(metric.Tolerance.Most)}";
        var (verdict, reason) = (failed, worse, effect) switch
        {
            (true, _, _) => (Verdict.Fail, $"{figures}: the canary is worse, {rolled}, p = {Chance(p)}"),
            (_, true, _) => (Verdict.Inconclusive, $"{figures}: worse in this window, z = {z:0.0}; {rolled}, which is not enough to fail it yet"),
            (_, _, null) => (Verdict.Pass, $"{metric.Name}: too few attempts for it yet"),
            _ => (Verdict.Pass, $"{figures}: nothing against it, z = {z:0.0}; {rolled}"),
        };
        var seen = sum.Windows > 0;
        return (
            new(
                metric.Name, verdict, Figure(canary), Figure(baseline), metric.Test, Figure(z), Figure(Normal.Above(z)),
                seen ? rollout : null, seen ? p : null, sum.Windows, proven, reason),
            sum);
    }

    static Finding TooFew(Window window, JudgeOptions options) => new(
        "requests", Verdict.Nodata, window.Canary.Attempts.Total, window.Baseline.Attempts.Total, "count", null, null, null, null, 0, Proven: false,
        $"too little data: {window.Canary.Attempts.Total:0} attempts on the canary and {window.Baseline.Attempts.Total:0} beside it, {options.MinimumRequests} are needed");

    /// <summary>JSON has no word for what is no number.</summary>
    static double? Figure(double value) => double.IsFinite(value) ? value : null;

    static string Ratio(double logarithm) => $"{100 * (Math.Exp(logarithm) - 1):+0.0;-0.0;0} %";

    static string Milliseconds(double seconds) => $"{1000 * seconds:0.##} ms";

    static string Chance(double p) => p.ToString(p < 0.001 ? "0.0E+0" : "0.000", CultureInfo.InvariantCulture);

    /// <param name="Difference">A difference of the metric in words.</param>
    /// <param name="Value">A value of it in words.</param>
    sealed record Metric(string Name, string Test, Tolerance Tolerance, Func<double, string> Difference, Func<double, string> Value);
}
