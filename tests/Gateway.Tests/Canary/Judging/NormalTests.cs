using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class NormalTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.3085375387259869)]
    [InlineData(1.96, 0.024997895148220435)]
    [InlineData(3, 0.0013498980316300957)]
    [InlineData(3.01, 0.0013062384487694256)]
    [InlineData(6, 9.865876450377012e-10)]
    [InlineData(8, 6.220960574271819e-16)]
    public void The_tail_is_that_of_the_tables(double z, double above)
    {
        Assert.Equal(1, Normal.Above(z) / above, precision: 8);
        Assert.Equal(1 - above, Normal.Above(-z), precision: 12);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.025, 1.9599639845)]
    [InlineData(0.975, -1.9599639845)]
    [InlineData(1e-6, 4.7534243088)]
    public void A_quantile_is_the_way_back(double p, double z) => Assert.Equal(z, Normal.Quantile(p), precision: 8);
}
