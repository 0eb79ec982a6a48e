using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;

namespace Modular.Gateway.Tests.Canary.Steps;

public sealed class RolloutPlanTests
{
    static readonly RolloutPlan Plan = new() { StepWeight = 10 };

    [Fact]
    public void The_defaults_are_Flaggers()
    {
        Assert.Equal((60, 1, 100, 0, 0, 600), (Plan.Interval.TotalSeconds, Plan.Threshold, Plan.MaxWeight, Plan.StepWeightPromotion, Plan.Iterations, Plan.ProgressDeadline.TotalSeconds));
        Assert.Empty(Plan.Failures());
    }

    [Fact]
    public void Iterations_and_match_say_which_strategy_it_is()
    {
        Assert.Equal(RolloutStrategy.Canary, Plan.Strategy);
        Assert.Equal(RolloutStrategy.Canary, (Plan with { HasMatch = true }).Strategy);
        Assert.Equal(RolloutStrategy.BlueGreen, (Plan with { Iterations = 3 }).Strategy);
        Assert.Equal(RolloutStrategy.AbTest, (Plan with { Iterations = 3, HasMatch = true }).Strategy);
    }

    [Fact]
    public void What_makes_no_sense_is_told()
    {
        Assert.Equal("stepWeight, stepWeights or iterations is needed: nothing else moves the canary on.", Assert.Single(new RolloutPlan().Failures()));
        Assert.Equal("threshold must be at least 1, not 0.", Assert.Single((Plan with { Threshold = 0 }).Failures()));
        Assert.Equal("maxWeight must be between 1 and 100, not 101.", Assert.Single((Plan with { MaxWeight = 101 }).Failures()));
        Assert.Equal("stepWeights must ascend between 1 and 100, not 5, 5.", Assert.Single((Plan with { StepWeights = [5, 5] }).Failures()));
        Assert.Equal("iterations must be at least 0, not -1.", Assert.Single((Plan with { Iterations = -1 }).Failures()));
        Assert.Single((Plan with { Interval = TimeSpan.Zero }).Failures());
        Assert.Single((Plan with { ProgressDeadline = TimeSpan.Zero }).Failures());
        Assert.StartsWith("metric 'cpu' is unknown", Assert.Single((Plan with { Metrics = [new MetricRange("cpu", 1, 2)] }).Failures()), StringComparison.Ordinal);
    }
}
