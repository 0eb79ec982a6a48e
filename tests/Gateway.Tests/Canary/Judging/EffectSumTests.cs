using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class EffectSumTests
{
    static readonly (double Difference, double Variance)[] Studies = [(0.095, 0.033), (0.277, 0.031), (0.367, 0.05), (0.664, 0.011), (0.462, 0.043), (0.185, 0.023)];

    [Fact]
    public void With_weights_by_variance_it_is_DerSimonian_and_Lairds()
    {
        var sum = Studies.Aggregate(EffectSum.Empty, (sum, study) => sum.Add(new(study.Difference, study.Variance, 1 / study.Variance)));

        // Their formula, from the list itself.
        var weights = Studies.Select(study => 1 / study.Variance).ToList();
        var mean = Studies.Zip(weights, (study, weight) => study.Difference * weight).Sum() / weights.Sum();
        var q = Studies.Zip(weights, (study, weight) => weight * Math.Pow(study.Difference - mean, 2)).Sum();
        var squares = weights.Sum(weight => weight * weight);
        var between = (q - (Studies.Length - 1)) / (weights.Sum() - (squares / weights.Sum()));
        var estimate = sum.Estimate(noiseFloor: 0);
        Assert.Equal(0.0363, between, precision: 4);
        Assert.Equal(mean, estimate.Difference, precision: 10);
        Assert.Equal(Math.Sqrt(weights.Sum() + (between * squares)) / weights.Sum(), estimate.StandardError, precision: 10);
    }

    [Fact]
    public void Windows_that_agree_have_at_least_the_assumed_noise()
    {
        var sum = Enumerable.Range(0, 4).Aggregate(EffectSum.Empty, (sum, _) => sum.Add(new(0.1, 0, 500)));

        Assert.Equal(0.05, sum.Estimate(noiseFloor: 0.1).StandardError, precision: 10);
        Assert.Equal(0, sum.Estimate(noiseFloor: 0).StandardError, precision: 10);
    }

    [Fact]
    public void Windows_that_contradict_each_other_make_it_less_certain()
    {
        var agreeing = EffectSum.Empty.Add(new(0.1, 0.001, 500)).Add(new(0.1, 0.001, 500));
        var contradicting = EffectSum.Empty.Add(new(-0.3, 0.001, 500)).Add(new(0.5, 0.001, 500));

        Assert.Equal(agreeing.Estimate(0).Difference, contradicting.Estimate(0).Difference, precision: 10);
        Assert.True(contradicting.Estimate(0).StandardError > 10 * agreeing.Estimate(0).StandardError);
    }

    [Fact]
    public void Before_the_first_window_nothing_is_known()
    {
        var estimate = EffectSum.Empty.Estimate(0.1);

        Assert.Equal((0, 0.5, 0.5), (estimate.Difference, estimate.ChanceAbove(1), estimate.ChanceBelow(1)));
    }
}
