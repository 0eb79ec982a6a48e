using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.LoadBalancing;

public sealed class BalancingTests
{
    [Theory]
    [InlineData(PeakEwma.PolicyName)]
    [InlineData(LeastRequest.PolicyName)]
    [InlineData(RoundRobin.PolicyName)]
    [InlineData(RandomChoice.PolicyName)]
    public void Instances_that_are_alike_get_alike(string policy)
    {
        var given = new Given(balancing: new() { Policy = policy });
        given.Active("a", "b", "c", "d");

        Assert.All(given.Picks(8_000), picks => Assert.InRange(picks.Value, 1_850, 2_150));
    }

    [Theory]
    [InlineData(PeakEwma.PolicyName)]
    [InlineData(LeastRequest.PolicyName)]
    [InlineData(RoundRobin.PolicyName)]
    [InlineData(RandomChoice.PolicyName)]
    public void A_weight_is_a_share(string policy)
    {
        var given = new Given(balancing: new() { Policy = policy });
        given.Registered.Update([Given.Instance("a", ("weight", "1")), Given.Instance("b", ("weight", "3"))]);
        foreach (var instance in given.Service.Instances)
            given.Service.Checked(instance, failure: null);
        given.Time.Advance(given.Balancing.SlowStart);

        Assert.InRange(given.Picks(8_000)["b"], 5_800, 6_200);
    }

    [Fact]
    public void Round_robin_takes_turns()
    {
        var given = new Given(balancing: new() { Policy = RoundRobin.PolicyName });
        given.Active("a", "b", "c");

        Assert.Equal("abcabc", string.Concat(Enumerable.Range(0, 6).Select(_ => given.Service.Begin()!.Id)));
    }

    [Fact]
    public void Least_request_avoids_the_busier_of_two()
    {
        var given = new Given(balancing: new() { Policy = LeastRequest.PolicyName });
        given.Active("a", "b")[0].TryBegin();

        Assert.Equal(100, given.Picks(100)["b"]);
    }

    [Fact]
    public void Peak_ewma_avoids_the_slower_of_two_and_comes_back_to_it_when_that_is_forgotten()
    {
        var given = new Given();
        var slow = given.Active("a", "b")[0];
        given.Find("b").Latency.Observe(0.01, given.Time.GetTimestamp());
        slow.Latency.Observe(1, given.Time.GetTimestamp());
        Assert.Equal(100, given.Picks(100)["b"]);

        given.Time.Advance(TimeSpan.FromSeconds(50));
        given.Find("b").Latency.Observe(0.01, given.Time.GetTimestamp());

        Assert.True(slow.Latency.At(given.Time.GetTimestamp()) < 0.01);
        Assert.Equal(100, given.Picks(100)["a"]);
    }

    [Fact]
    public void Peak_ewma_prefers_a_slow_idle_instance_to_a_fast_busy_one()
    {
        var given = new Given();
        given.Active("a", "b");
        given.Find("a").Latency.Observe(0.2, given.Time.GetTimestamp());
        given.Find("b").Latency.Observe(0.1, given.Time.GetTimestamp());
        for (var i = 0; i < 3; i++)
            given.Find("b").TryBegin();

        Assert.Equal(100, given.Picks(100)["a"]);
    }

    [Fact]
    public void A_name_that_is_no_policy_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BalancingPolicies.Create("best", new SeededDice(1), TimeProvider.System));

    [Fact]
    public void Dice_stay_within_bounds_and_reach_them()
    {
        var dice = new SeededDice(7);
        var rolls = Enumerable.Range(0, 1_000).Select(_ => dice.Below(3)).ToList();

        Assert.Equal([0, 1, 2], rolls.Distinct().Order());
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.InRange(dice.Share(), 0, 0.9999999999999999));
    }

    [Fact]
    public void Picking_allocates_nothing()
    {
        var given = new Given(balancing: new() { SlowStart = TimeSpan.Zero });
        given.Healthy("a", "b", "c");
        Allocated(given.Service);

        Assert.Equal(0, Allocated(given.Service));

        static long Allocated(Service service)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
                service.Begin()!.End();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
