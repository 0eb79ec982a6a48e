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

        given.Service.Compare(group: null, given.Outliers);
        given.Service.Compare(group: null, given.Outliers);
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

        _given.Service.Compare(group: null, _given.Outliers);

        Assert.Equal("c", Assert.Single(instances, instance => instance.Life.Tripped).Id);
        Assert.Equal("success rate 75.0 % of 100 requests, where 5 instances have 95.0 % on average and 76.0 % is the least", instances[2].Life.Reason);
    }

    [Theory]
    [InlineData(4, 100)]
    [InlineData(5, 99)]
    public void Too_few_instances_or_requests_say_nothing(int hosts, int requests) => Assert.Empty(SuccessRates.Outliers(
        [new(requests, 0), .. Enumerable.Repeat(new Tally(requests, requests), hosts - 1)], new()));

    [Fact]
    public void Gateway_errors_are_counted_by_themselves_where_a_number_is_said()
    {
        var given = new Given(breaker: new() { ConsecutiveFailures = 0 }, outliers: new() { ConsecutiveGatewayErrors = 3 });
        var instance = given.Active("a", "b")[0];

        End(given, instance, Outcome.GatewayError, Outcome.ConnectFailure, Outcome.ServerError, Outcome.Reset, Outcome.Success);
        End(given, instance, Outcome.GatewayError, Outcome.ConnectFailure);
        Assert.Equal(InstanceHealth.Healthy, instance.Life.Health);
        End(given, instance, Outcome.GatewayError);

        Assert.Equal("3 gateway errors in a row, the last with gateway-error", instance.Life.Reason);
    }

    [Fact]
    public void Failures_without_an_answer_can_be_counted_apart_from_bad_answers()
    {
        var given = new Given(breaker: new() { ConsecutiveFailures = 0 }, outliers: new() { SplitLocalErrors = true, ConsecutiveLocalFailures = 3 });
        var instance = given.Active("a", "b")[0];

        End(given, instance, Outcome.ServerError, Outcome.ServerError, Outcome.Reset, Outcome.Reset, Outcome.ServerError, Outcome.ServerError, Outcome.Reset);
        Assert.Equal(InstanceHealth.Healthy, instance.Life.Health);
        End(given, instance, Outcome.ConnectFailure, Outcome.PerTryTimeout);

        Assert.Equal("3 attempts in a row had no answer, the last with per-try-timeout", instance.Life.Reason);
    }

    [Fact]
    public void With_too_few_healthy_nobody_is_put_out()
    {
        var given = new Given(breaker: new() { ConsecutiveFailures = 0 }, outliers: new() { MinHealthPercent = 60, MaxEjectionPercent = 100 });
        var instances = given.Active("a", "b", "c", "d");
        Fail(given, instances[0], 5);
        Fail(given, instances[1], 5);

        // Three of four were healthy, then two.
        Fail(given, instances[2], 5);

        Assert.Equal(2, instances.Count(instance => instance.Life.Tripped));
        Assert.Equal("5 attempts in a row failed, the last with server-error; but only 2 of 4 instances are healthy", given.Decisions.Since(0, service: null)[^1].Reason);
    }

    [Fact]
    public void Each_service_is_compared_at_its_own_interval()
    {
        var (often, seldom) = (new Given(outliers: new() { Interval = TimeSpan.FromSeconds(2) }), new Given());
        var clock = often.Time;
        var watch = new OutlierWatch(null!, clock);
        foreach (var given in new[] { often, seldom })
            foreach (var instance in given.Active("a", "b", "c", "d", "e"))
                for (var i = 0; i < 100; i++)
                    End(given, instance, instance.Id == "c" && i % 4 == 0 ? Outcome.ServerError : Outcome.Success);

        Look(2);
        Assert.Equal((1, 0), (Out(often), Out(seldom)));
        Look(8);
        Assert.Equal((1, 1), (Out(often), Out(seldom)));

        void Look(int seconds)
        {
            for (var until = clock.GetUtcNow() + TimeSpan.FromSeconds(seconds); clock.GetUtcNow() < until;)
                clock.Advance(watch.Look([often.Service, seldom.Service]));
            watch.Look([often.Service, seldom.Service]);
        }

        static int Out(Given given) => given.Service.Instances.Count(instance => instance.Life.Tripped);
    }

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

    static void End(Given given, Destination instance, params Outcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            Assert.True(instance.TryBegin());
            given.Service.End(instance, outcome);
        }
    }
}
