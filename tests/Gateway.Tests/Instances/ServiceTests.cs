using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Instances;

public sealed class ServiceTests
{
    [Fact]
    public void Without_an_instance_there_is_no_destination() => Assert.Null(new Given().Service.Begin());

    [Fact]
    public void Instances_that_no_check_has_come_back_from_are_tried_where_nothing_better_is_known()
    {
        var given = new Given();
        given.Joined("a", "b");

        Assert.Equal(CandidateMode.Unchecked, given.Service.Candidates.Mode);
        Assert.NotNull(given.Service.Begin());
    }

    [Fact]
    public void A_joining_instance_gets_nothing_beside_healthy_ones_and_causes_no_panic()
    {
        var given = new Given();
        given.Healthy("a");
        given.Joined("a", "b", "c", "d");

        Assert.Equal((CandidateMode.Available, 1), (given.Service.Candidates.Mode, given.Service.Candidates.Count));
    }

    [Fact]
    public void Instances_that_never_answered_cause_no_panic_and_get_nothing_in_one()
    {
        var given = new Given();
        var proven = given.Active("a")[0];
        foreach (var silent in given.Joined("a", "b", "c").Skip(1))
            Fell(given, silent);
        Assert.Equal((CandidateMode.Available, 1), (given.Service.Candidates.Mode, given.Service.Candidates.Count));

        Fell(given, proven);

        Assert.Equal((CandidateMode.Panic, 1), (given.Service.Candidates.Mode, given.Service.Candidates.Count));
    }

    [Fact]
    public void With_less_than_half_of_them_healthy_all_get_requests_and_the_log_says_so()
    {
        var given = new Given();
        var instances = given.Active("a", "b", "c");
        Fell(given, instances[0]);
        Assert.Equal((CandidateMode.Available, 2), (given.Service.Candidates.Mode, given.Service.Candidates.Count));

        Fell(given, instances[1]);

        Assert.Equal((CandidateMode.Panic, 3), (given.Service.Candidates.Mode, given.Service.Candidates.Count));
        var decision = given.Decisions.Since(0, "order")[^1];
        Assert.Equal(("service-panic", "1 of 3 instances available, 3 get requests"), (decision.Kind, decision.Reason));

        given.Service.Checked(instances[0], failure: null);
        given.Service.Checked(instances[0], failure: null);
        Assert.Equal("service-available", given.Kinds[^1]);
    }

    [Fact]
    public void Without_a_panic_threshold_nobody_healthy_means_nobody()
    {
        var given = new Given(health: new() { PanicThreshold = 0 });
        Fell(given, given.Active("a")[0]);

        Assert.Null(given.Service.Begin());
        Assert.Equal("service-none", given.Kinds[^1]);
    }

    [Fact]
    public void A_request_that_is_tried_again_goes_elsewhere_unless_there_is_nobody_else()
    {
        var given = new Given();
        var instances = given.Active("a", "b");

        for (var i = 0; i < 20; i++)
            Assert.Equal("b", given.Service.Begin(tried: [instances[0]])!.Id);
        Fell(given, instances[1]);
        Assert.Equal("a", given.Service.Begin(tried: [instances[0]])!.Id);
    }

    [Fact]
    public void A_drained_instance_keeps_what_it_has_and_gets_nothing_new()
    {
        var given = new Given();
        var instance = given.Active("a")[0];
        var request = given.Service.Begin()!;

        given.Service.Change(instance, life => life.Drain(given.Time.GetUtcNow(), "drained by the operator"));

        Assert.Equal(1, instance.InFlight);
        Assert.Null(given.Service.Begin());
        given.Service.End(request, Outcome.Success);
        Assert.Equal((0, LifeStage.Draining), (instance.InFlight, instance.Life.Stage));
    }

    [Fact]
    public void A_request_never_begins_on_an_instance_that_began_to_drain_after_it_was_picked()
    {
        var given = new Given();
        var instance = given.Active("a")[0];
        given.Service.Change(instance, life => life.Drain(given.Time.GetUtcNow(), ""));

        Assert.False(instance.TryBegin());
        Assert.Equal(0, instance.InFlight);
    }

    [Fact]
    public void A_deregistered_instance_is_gone_with_its_last_request()
    {
        var given = new Given();
        given.Active("a", "b");
        var request = given.Service.Begin(tried: [given.Find("a")])!;

        given.Registered.Update([Given.Instance("a")]);
        Assert.Equal(LifeStage.Draining, given.Find("b").Life.Stage);
        given.Service.End(request, Outcome.Success);

        Assert.Equal("a", Assert.Single(given.Service.Instances).Id);
        Assert.Equal("instance-gone", given.Kinds[^1]);
        Assert.True(request.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Five_failures_in_a_row_make_an_instance_unhealthy_and_a_success_between_starts_anew()
    {
        var given = new Given();
        var instance = given.Active("a", "b", "c")[0];

        End(4, Outcome.ServerError);
        End(1, Outcome.Success);
        End(4, Outcome.ConnectFailure);
        Assert.Equal(InstanceHealth.Healthy, instance.Life.Health);
        End(1, Outcome.Reset);

        Assert.Equal(InstanceHealth.Unhealthy, instance.Life.Health);
        Assert.Equal("5 attempts in a row failed, the last with reset", instance.Life.Reason);
        Assert.Equal(2, given.Service.Candidates.Count);

        void End(int times, Outcome outcome)
        {
            for (var i = 0; i < times; i++)
            {
                instance.TryBegin();
                given.Service.End(instance, outcome);
            }
        }
    }

    [Theory]
    [InlineData(Outcome.ClientAborted)]
    [InlineData(Outcome.ClientError)]
    [InlineData(Outcome.Throttled)]
    public void What_is_not_its_fault_is_never_held_against_an_instance(object outcome)
    {
        var given = new Given();
        var instance = given.Active("a")[0];

        for (var i = 0; i < 100; i++)
        {
            instance.TryBegin();
            given.Service.End(instance, (Outcome)outcome);
        }

        Assert.Equal(InstanceHealth.Healthy, instance.Life.Health);
    }

    [Fact]
    public void A_client_that_goes_away_does_not_hide_failures_either()
    {
        var given = new Given();
        var instance = given.Active("a")[0];

        foreach (var outcome in new[] { Outcome.Reset, Outcome.Reset, Outcome.ClientAborted, Outcome.Reset, Outcome.Reset, Outcome.Reset })
        {
            instance.TryBegin();
            given.Service.End(instance, outcome);
        }

        Assert.Equal(InstanceHealth.Unhealthy, instance.Life.Health);
    }

    [Fact]
    public void A_tripped_instance_returns_by_itself_where_there_are_no_active_checks()
    {
        var given = new Given(health: new() { Active = false, ConsecutiveFailures = 1 });
        var instance = given.Joined("a", "b", "c")[0];
        instance.TryBegin();
        given.Service.End(instance, Outcome.Reset);
        Assert.Equal(InstanceHealth.Unhealthy, instance.Life.Health);

        given.Time.Advance(given.Health.TrippedFor);

        Assert.Equal((LifeStage.SlowStart, InstanceHealth.Healthy), (instance.Life.Stage, instance.Life.Health));
    }

    [Fact]
    public void Slow_start_ends_after_its_time()
    {
        var given = new Given();
        var instance = given.Healthy("a")[0];
        given.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(LifeStage.SlowStart, instance.Life.Stage);

        given.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(LifeStage.Active, instance.Life.Stage);
    }

    [Fact]
    public void A_recovery_during_slow_start_begins_it_anew()
    {
        var given = new Given();
        var instance = given.Healthy("a", "b", "c")[0];
        given.Time.Advance(TimeSpan.FromSeconds(9));
        Fell(given, instance);
        given.Service.Checked(instance, failure: null);
        given.Service.Checked(instance, failure: null);

        given.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal((LifeStage.SlowStart, 0.9), (instance.Life.Stage, Math.Round(instance.WeightAt(given.Time.GetTimestamp()), 3)));
        given.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LifeStage.Active, instance.Life.Stage);
    }

    [Fact]
    public void A_warming_instance_gets_a_tenth_of_a_share_and_then_more()
    {
        var given = new Given(balancing: new() { Policy = RandomChoice.PolicyName });
        given.Active("a");
        given.Healthy("a", "b");

        Assert.InRange(given.Picks(11_000)["b"], 850, 1150);
        given.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(given.Picks(3_000)["b"], 900, 1100);
    }

    [Fact]
    public void What_is_remembered_of_an_instance_lives_through_any_number_of_updates()
    {
        var given = new Given();
        var instance = given.Active("a", "b")[0];
        instance.Latency.Observe(2, given.Time.GetTimestamp());

        given.Registered.Update([Given.Instance("a", ("weight", "2")), Given.Instance("b"), Given.Instance("c")]);

        Assert.Same(instance, given.Find("a"));
        Assert.Equal((2, 2.0, LifeStage.Active), (instance.Registration.Weight, instance.Latency.At(given.Time.GetTimestamp()), instance.Life.Stage));
    }

    static void Fell(Given given, Destination instance)
    {
        for (var i = 0; i < given.Health.Fall; i++)
            given.Service.Checked(instance, "503");
    }
}
