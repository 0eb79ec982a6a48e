using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Resilience;

public sealed class OutlierTests
{
    readonly Given _given = new(breaker: new() { ConsecutiveFailures = 0 });

    [Fact]
    public void One_instance_may_always_be_put_out_and_the_second_only_where_there_are_enough()
    {
        var few = _given.Active("a", "b", "c");

        Fail(few[0], 5);
        Fail(few[1], 5);

        Assert.Equal((InstanceHealth.Unhealthy, InstanceHealth.Healthy), (few[0].Life.Health, few[1].Life.Health));
        Assert.Equal("ejection-withheld", _given.Kinds[^1]);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 19, false)]
    [InlineData(1, 20, true)]
    [InlineData(2, 20, false)]
    public void Ten_per_cent_may_be_out_and_always_one(int ejected, int instances, bool allowed) =>
        Assert.Equal(allowed, new OutlierOptions().Allows(ejected, instances));

    [Fact]
    public void Each_time_it_is_out_for_longer_until_it_has_behaved()
    {
        var given = new Given(health: new() { Active = false }, breaker: new() { ConsecutiveFailures = 0 });
        var instance = given.Active("a", "b")[0];

        foreach (var seconds in new[] { 30, 60, 90 })
        {
            Fail(given, instance, 5);
            given.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(InstanceHealth.Unhealthy, instance.Life.Health);
            given.Time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(InstanceHealth.Healthy, instance.Life.Health);
        }

        given.Service.Compare();
        given.Service.Compare();
        Fail(given, instance, 5);
        Assert.Equal(TimeSpan.FromSeconds(60), instance.Life.OutFor(given.Health, given.Outliers.MaxEjectionTime));
    }

    [Fact]
    public void However_often_it_is_not_out_for_longer_than_the_most() => Assert.Equal(
        TimeSpan.FromMinutes(5),
        (Life.Joined(default, new()) with { Ejections = 1_000 }).OutFor(new(), new OutlierOptions().MaxEjectionTime));

    [Fact]
    public void One_far_below_its_neighbours_is_put_out_at_the_end_of_the_interval()
    {
        var instances = _given.Active("a", "b", "c", "d", "e");
        foreach (var instance in instances)
            for (var i = 0; i < 100; i++)
                End(_given, instance, instance.Id == "c" && i % 4 == 0 ? Outcome.ServerError : Outcome.Success);

        _given.Service.Compare();

        Assert.Equal("c", Assert.Single(instances, instance => instance.Life.Tripped).Id);
        Assert.Equal("success rate 75.0 % of 100 requests, where 5 instances have 95.0 % on average and 76.0 % is the least", instances[2].Life.Reason);
    }

    [Theory]
    [InlineData(4, 100)]
    [InlineData(5, 99)]
    public void Too_few_instances_or_requests_say_nothing(int hosts, int requests) => Assert.Empty(SuccessRates.Outliers(
        [new(requests, 0), .. Enumerable.Repeat(new Tally(requests, requests), hosts - 1)], new()));

    [Fact]
    public void What_says_nothing_of_the_instance_is_not_counted()
    {
        var instance = _given.Active("a")[0];
        End(_given, instance, Outcome.ClientAborted);
        End(_given, instance, Outcome.Throttled);
        End(_given, instance, Outcome.ClientError);

        Assert.Equal(new(1, 1), instance.TakeTally());
        Assert.Equal(new(0, 0), instance.TakeTally());
    }

    void Fail(Destination instance, int times) => Fail(_given, instance, times);

    static void Fail(Given given, Destination instance, int times)
    {
        for (var i = 0; i < times; i++)
            End(given, instance, Outcome.ServerError);
    }

    static void End(Given given, Destination instance, Outcome outcome)
    {
        Assert.True(instance.TryBegin());
        given.Service.End(instance, outcome);
    }
}
