using Modular.Gateway.LoadBalancing;

namespace Modular.Gateway.Tests.LoadBalancing;

public sealed class SlowStartTests
{
    [Theory]
    [InlineData(0, 1, 0.1)]
    [InlineData(0.5, 1, 0.1)]
    [InlineData(2, 1, 0.2)]
    [InlineData(5, 1, 0.5)]
    [InlineData(10, 1, 1)]
    [InlineData(60, 1, 1)]
    [InlineData(2.5, 2, 0.5)]
    [InlineData(-1, 1, 0.1)]
    public void The_share_grows_from_a_tenth_to_all(double seconds, double aggression, double share) =>
        Assert.Equal(share, SlowStart.Share(TimeSpan.FromSeconds(seconds), new() { Aggression = aggression }), precision: 9);

    [Fact]
    public void Without_a_window_it_is_all_at_once() => Assert.Equal(1, SlowStart.Share(TimeSpan.Zero, new() { SlowStart = TimeSpan.Zero }));

    [Fact]
    public void It_begins_where_it_is_told_to() => Assert.Equal(0.3, SlowStart.Share(TimeSpan.FromSeconds(1), new() { MinimumPercent = 30 }));
}
