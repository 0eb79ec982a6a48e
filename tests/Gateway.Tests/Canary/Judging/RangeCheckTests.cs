using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class RangeCheckTests
{
    static readonly JudgeOptions Options = new();
    static readonly MetricRange Success = new(MetricRange.SuccessRate, Min: 99, Max: null);

    [Theory]
    [InlineData(5, nameof(Verdict.Pass))]
    [InlineData(12, nameof(Verdict.Inconclusive))]
    [InlineData(30, nameof(Verdict.Fail))]
    public void A_success_rate_below_its_range_fails_when_it_is_more_than_chance(int failed, string verdict) =>
        Assert.Equal(Enum.Parse<Verdict>(verdict), RangeCheck.Check(Success, Windows.Sample(failed: failed), Options).Verdict);

    [Theory]
    [InlineData(MetricRange.Duration, 500, nameof(Verdict.Pass))]
    [InlineData(MetricRange.Duration, 225, nameof(Verdict.Inconclusive))]
    [InlineData(MetricRange.Duration, 100, nameof(Verdict.Fail))]
    [InlineData(MetricRange.MedianDuration, 50, nameof(Verdict.Pass))]
    [InlineData(MetricRange.MedianDuration, 20, nameof(Verdict.Fail))]
    public void A_percentile_above_its_range_fails_when_it_is_more_than_chance(string metric, double max, string verdict) =>
        Assert.Equal(Enum.Parse<Verdict>(verdict), RangeCheck.Check(new(metric, null, max), Windows.Sample(), Options).Verdict);

    [Fact]
    public void A_median_below_its_range_fails() =>
        Assert.Equal(Verdict.Fail, RangeCheck.Check(new(MetricRange.MedianDuration, Min: 60, null), Windows.Sample(), Options).Verdict);

    [Fact]
    public void The_reason_says_what_was_demanded() => Assert.Equal(
        "request-success-rate is 97 %, demanded is at least 99 %", RangeCheck.Check(Success, Windows.Sample(failed: 30), Options).Reason);

    [Fact]
    public void It_is_checked_without_a_baseline()
    {
        var alone = new Window(Windows.Sample(failed: 30), Sample.Empty);

        Assert.Equal(Verdict.Fail, Judge.Decide(Evidence.Empty, alone, [Success], Options).Verdict);
        Assert.Equal(Verdict.Nodata, Judge.Decide(Evidence.Empty, alone, [], Options).Verdict);
    }

    [Fact]
    public void Few_attempts_say_nothing() =>
        Assert.Equal(Verdict.Nodata, RangeCheck.Check(Success, Windows.Sample(attempts: 50, failed: 50), Options).Verdict);
}
