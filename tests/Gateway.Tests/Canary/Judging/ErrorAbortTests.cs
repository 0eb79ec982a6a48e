using Modular.Gateway.Canary.Judging;
using Modular.Gateway.LoadBalancing;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class ErrorAbortTests
{
    static readonly Attempts Well = new(10, 1000);

    [Fact]
    public void A_canary_that_fails_everything_is_stopped_within_a_few_requests()
    {
        Assert.Null(ErrorAbort.Look(new(1, 1), Well, window: 1));
        Assert.StartsWith("5 of 5 attempts on the canary failed, beside 10 of 1000", ErrorAbort.Look(new(5, 5), Well, window: 1), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_not_the_canarys_when_both_fail() => Assert.Null(ErrorAbort.Look(new(400, 1000), new(400, 1000), window: 1));

    [Fact]
    public void A_few_more_errors_are_left_to_the_judge() => Assert.Null(ErrorAbort.Look(new(40, 1000), Well, window: 1));

    [Fact]
    public void Without_a_baseline_little_is_tolerated() => Assert.NotNull(ErrorAbort.Look(new(20, 40), default, window: 1));

    [Fact]
    public void Later_windows_ask_for_more() => Assert.Null(ErrorAbort.Look(new(5, 5), Well, window: 100));

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    public void Looked_at_after_every_attempt_it_hardly_ever_stops_a_good_canary(double errorRate)
    {
        const int Rollouts = 2000;
        var (dice, stopped) = (new SeededDice(7), 0);
        for (var rollout = 0; rollout < Rollouts; rollout++)
            stopped += Stops() ? 1 : 0;

        Assert.InRange(stopped, 0, 2 * Rollouts * ErrorAbort.FalseAlarm);

        bool Stops()
        {
            var baseline = new Attempts(0, 0);
            for (var i = 0; i < 2000; i++)
                baseline = new(baseline.Failed + (dice.Share() < errorRate ? 1 : 0), baseline.Total + 1);
            for (var window = 1; window <= 10; window++)
            {
                var canary = new Attempts(0, 0);
                for (var i = 0; i < 300; i++)
                {
                    canary = new(canary.Failed + (dice.Share() < errorRate ? 1 : 0), canary.Total + 1);
                    if (ErrorAbort.Look(canary, baseline, window) is not null)
                        return true;
                }
            }

            return false;
        }
    }
}
