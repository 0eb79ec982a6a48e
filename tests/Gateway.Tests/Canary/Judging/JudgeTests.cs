using System.Text.Json;
using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class JudgeTests
{
    static readonly JudgeOptions Options = new();
    static readonly Window Equal = new(Windows.Sample(), Windows.Sample());

    [Fact]
    public void Too_little_data_holds_and_is_kept_for_the_next_window()
    {
        var few = new Window(Windows.Sample(attempts: 60, failed: 0), Windows.Sample(attempts: 6000, failed: 0));

        var first = Judge.Decide(Evidence.Empty, few, [], Options);
        var second = Judge.Decide(first.Evidence, few, [], Options);

        Assert.Equal(Verdict.Nodata, first.Verdict);
        Assert.Equal("too little data: 60 attempts on the canary and 6000 beside it, 100 are needed", first.Reason);
        Assert.Equal((Verdict.Pass, 1), (second.Verdict, second.Evidence.Errors.Windows));
        Assert.Equal(0, second.Evidence.Waiting.Size);
    }

    [Fact]
    public void An_equal_canary_passes_and_is_proven_after_some_windows()
    {
        var judgements = Windows.Judge(Equal, times: 8);

        Assert.All(judgements, judgement => Assert.Equal(Verdict.Pass, judgement.Verdict));
        Assert.False(judgements[0].Proven);
        Assert.True(judgements[^1].Proven);
    }

    [Fact]
    public void More_errors_hold_at_first_and_fail_with_the_third_window()
    {
        var judgements = Windows.Judge(new(Windows.Sample(failed: 60), Windows.Sample(failed: 10)), times: 3);

        Assert.Equal([Verdict.Inconclusive, Verdict.Inconclusive, Verdict.Fail], judgements.Select(judgement => judgement.Verdict));
        Assert.StartsWith(
            "error-rate 6.00 % beside 1.00 %: the canary is worse, +5.00 points over 3 window(s), tolerated +0.50 points, p = ", judgements[^1].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(judgements, judgement => judgement.Proven);
        var finding = judgements[^1].Findings[0];
        Assert.Equal(("two proportions", true, true), (finding.Test, finding.Statistic > 5, finding.P < 1e-6));
    }

    [Fact]
    public void Two_points_more_errors_fail_when_enough_requests_have_shown_them()
    {
        var judgements = Windows.Judge(new(Windows.Sample(failed: 30), Windows.Sample(failed: 10)), times: 10);

        Assert.Equal(Verdict.Fail, judgements[^1].Verdict);
        Assert.DoesNotContain(judgements, judgement => judgement.Proven);
    }

    [Fact]
    public void Slower_answers_fail_by_the_rank_test()
    {
        var last = Windows.Judge(new(Windows.Sample(change: seconds => 1.5 * seconds), Windows.Sample()), times: 4)[^1];

        var latency = last.Findings.Single(finding => finding.Metric == "latency");
        Assert.Equal((Verdict.Fail, Verdict.Fail, "Mann-Whitney"), (last.Verdict, latency.Verdict, latency.Test));
        Assert.Equal(1.5, Math.Exp(latency.Rollout!.Value.Difference), tolerance: 0.03);
    }

    [Fact]
    public void Some_tenths_of_a_millisecond_more_are_no_difference_however_small_the_latency_is()
    {
        var judgements = Windows.Judge(new(Windows.Sample(change: seconds => (seconds / 100) + 0.0004), Windows.Sample(change: seconds => seconds / 100)), times: 8);

        Assert.All(judgements, judgement => Assert.Equal(Verdict.Pass, judgement.Verdict));
        Assert.True(judgements[^1].Proven);
    }

    [Fact]
    public void A_slower_tail_fails_although_the_median_is_the_same()
    {
        var last = Windows.Judge(new(Windows.Sample(change: Windows.SlowInTheTail), Windows.Sample()), times: 10)[^1];

        Assert.Equal(["p99"], last.Findings.Where(finding => finding.Verdict == Verdict.Fail).Select(finding => finding.Metric));
        Assert.Equal(Verdict.Fail, last.Verdict);
        Assert.Equal(Verdict.Pass, last.Findings.Single(finding => finding.Metric == "latency").Verdict);
    }

    [Fact]
    public void A_better_canary_passes()
    {
        var judgements = Windows.Judge(new(Windows.Sample(failed: 0, change: seconds => seconds / 2), Windows.Sample(failed: 50)), times: 6);

        Assert.All(judgements, judgement => Assert.Equal(Verdict.Pass, judgement.Verdict));
        Assert.True(judgements[^1].Proven);
    }

    [Fact]
    public void What_is_within_the_tolerance_is_never_failed_however_often_it_is_seen()
    {
        var slightly = new Window(Windows.Sample(attempts: 10_000, failed: 130, change: seconds => 1.05 * seconds), Windows.Sample(attempts: 10_000, failed: 100));

        Assert.DoesNotContain(Windows.Judge(slightly, times: 40), judgement => judgement.Verdict == Verdict.Fail);
    }

    [Fact]
    public void The_baseline_counts_for_no_more_than_the_canary_has()
    {
        var matched = new Window(Windows.Sample(attempts: 200, failed: 2), Windows.Sample(attempts: 4000, failed: 40)).Matched();

        Assert.Equal(new(2, 200), matched.Canary.Attempts);
        Assert.Equal((2, 200), (matched.Baseline.Failed, Math.Round(matched.Baseline.Attempts.Total, 9)));
        Assert.Equal(Windows.Sample(attempts: 4000, failed: 40).Quantile(0.99), matched.Baseline.Quantile(0.99), precision: 9);
    }

    [Fact]
    public void The_percentile_waits_for_enough_attempts_and_holds_nothing_meanwhile()
    {
        var small = new Window(Windows.Sample(attempts: 200, failed: 2), Windows.Sample(attempts: 200, failed: 2));

        var judgements = Windows.Judge(small, times: 3);

        Assert.Equal([0, 0, 1], judgements.Select(judgement => judgement.Evidence.Tail.Windows));
        Assert.All(judgements, judgement => Assert.Equal(Verdict.Pass, judgement.Verdict));
    }

    [Fact]
    public void Failed_answers_alone_are_an_error_rate_without_latencies()
    {
        var last = Windows.Judge(new(Windows.Sample(failed: Windows.Usual), Windows.Sample()), times: 3)[^1];

        Assert.Equal(Verdict.Fail, last.Verdict);
        Assert.Contains("latency: too few attempts for it yet", last.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void The_evidence_goes_through_JSON_and_back()
    {
        var evidence = Judge.Decide(Evidence.Empty, new(Windows.Sample(attempts: 200), Windows.Sample(attempts: 900)), [], Options).Evidence;

        var read = JsonSerializer.Deserialize<Evidence>(JsonSerializer.Serialize(evidence))!;

        var (expected, actual) = (Judge.Decide(evidence, Equal, [], Options), Judge.Decide(read, Equal, [], Options));
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
        Assert.Equal(1, actual.Evidence.Tail.Windows);
    }

    [Fact]
    public void A_judgement_without_figures_is_JSON_too() =>
        Assert.Contains("\"Statistic\":null", JsonSerializer.Serialize(Judge.Decide(Evidence.Empty, Window.Empty, [], Options)), StringComparison.Ordinal);
}
