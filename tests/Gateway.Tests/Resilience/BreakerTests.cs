using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Resilience;

public sealed class BreakerTests
{
    // Only the breaker speaks here.
    readonly Given _given = new(health: new() { ConsecutiveFailures = 0 }, breaker: new() { Jitter = 0 });

    [Fact]
    public void It_opens_after_seven_failures_in_a_row_and_the_neighbour_has_the_requests()
    {
        var instances = _given.Active("a", "b");

        Fail(instances[0], 6);
        Assert.Equal(2, _given.Service.Candidates.Count);
        Fail(instances[0], 1);

        Assert.Equal(BreakerState.Open, instances[0].Breaker.State);
        Assert.Equal("7 attempts in a row failed, the last with reset", instances[0].Breaker.Reason);
        Assert.Equal("b", Assert.Single(_given.Picks(100)).Key);
        Assert.Equal("breaker-open", _given.Kinds[^1]);
    }

    [Fact]
    public void A_success_between_starts_the_count_anew_and_what_says_nothing_does_not()
    {
        var instance = _given.Active("a", "b")[0];

        Fail(instance, 6);
        End(instance, Outcome.ClientAborted);
        End(instance, Outcome.Success);
        Fail(instance, 6);

        Assert.Equal(BreakerState.Closed, instance.Breaker.State);
    }

    [Fact]
    public void After_its_time_one_request_tries_and_closes_it()
    {
        var instances = _given.Active("a", "b");
        Fail(instances[0], 7);

        _given.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(BreakerState.HalfOpen, instances[0].Breaker.State);
        var probe = BeginUntil("a");
        Assert.Equal("b", Assert.Single(_given.Picks(100)).Key);
        _given.Service.End(probe, Outcome.Success);

        Assert.Equal(BreakerState.Closed, instances[0].Breaker.State);
        Assert.Equal(2, _given.Service.Candidates.Count);
    }

    [Fact]
    public void A_request_that_tries_and_fails_opens_it_for_twice_as_long()
    {
        var instance = _given.Active("a", "b")[0];
        Fail(instance, 7);

        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            _given.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(BreakerState.Open, instance.Breaker.State);
            _given.Time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(BreakerState.HalfOpen, instance.Breaker.State);
            _given.Service.End(BeginUntil("a"), Outcome.ServerError);
        }
    }

    [Fact]
    public void A_request_whose_client_goes_away_leaves_the_place_to_the_next()
    {
        var instance = _given.Active("a", "b")[0];
        Fail(instance, 7);
        _given.Time.Advance(TimeSpan.FromSeconds(1));

        _given.Service.End(BeginUntil("a"), Outcome.ClientAborted);

        Assert.Equal((BreakerState.HalfOpen, false), (instance.Breaker.State, instance.Breaker.IsProbing));
        _given.Service.End(BeginUntil("a"), Outcome.Success);
        Assert.Equal(BreakerState.Closed, instance.Breaker.State);
    }

    [Fact]
    public void A_health_check_never_closes_it()
    {
        var instance = _given.Active("a", "b")[0];
        Fail(instance, 7);

        _given.Service.Checked(instance, failure: null);

        Assert.Equal(BreakerState.Open, instance.Breaker.State);
    }

    [Fact]
    public void With_most_breakers_open_all_get_requests()
    {
        var instances = _given.Active("a", "b", "c");
        Fail(instances[0], 7);
        Fail(instances[1], 7);

        Assert.Equal(["a", "b", "c"], _given.Picks(300).Keys.Order());
    }

    [Fact]
    public void It_opens_when_too_few_attempts_go_well_and_those_told_to_slow_down_count()
    {
        var given = Rated();
        var instance = given.Active("a", "b")[0];

        End(given, instance, Outcome.Success, Outcome.Success, Outcome.Success, Outcome.Success, Outcome.Throttled);
        Assert.Equal(BreakerState.Closed, instance.Breaker.State);
        End(given, instance, Outcome.Throttled);

        Assert.Equal(BreakerState.Open, instance.Breaker.State);
        Assert.Equal("success rate 66.7 % of 6 attempts, below 80.0 %", instance.Breaker.Reason);
    }

    [Fact]
    public void Too_few_attempts_and_those_that_say_nothing_have_no_rate()
    {
        var given = Rated();
        var instance = given.Active("a", "b")[0];

        End(given, instance, Outcome.ServerError, Outcome.ServerError, Outcome.ServerError, Outcome.ServerError, Outcome.ClientAborted, Outcome.ClientAborted);
        given.Time.Advance(TimeSpan.FromSeconds(11));
        End(given, instance, Outcome.ServerError);

        Assert.Equal(BreakerState.Closed, instance.Breaker.State);
    }

    [Fact]
    public void What_was_before_it_opened_is_not_counted_again_when_it_has_closed()
    {
        var given = Rated();
        var instance = given.Active("a", "b")[0];
        End(given, instance, Outcome.ServerError, Outcome.Success, Outcome.ServerError, Outcome.Success, Outcome.ServerError);
        given.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(BreakerState.HalfOpen, instance.Breaker.State);

        End(given, instance, Outcome.Success);
        End(given, instance, Outcome.ServerError);

        Assert.Equal(BreakerState.Closed, instance.Breaker.State);
    }

    [Fact]
    public void Unless_asked_it_looks_at_no_rate()
    {
        var instance = _given.Active("a", "b")[0];

        for (var i = 0; i < 100; i++)
            End(_given, instance, Outcome.ServerError, Outcome.Success);

        Assert.Equal(BreakerState.Closed, instance.Breaker.State);
        Assert.Null(instance.Rating);
    }

    [Fact]
    public void Jitter_only_lengthens_the_time()
    {
        var options = new BreakerOptions();

        Assert.Equal(TimeSpan.FromSeconds(1), options.OpenFor(1, share: 0));
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.OpenFor(1, share: 1));
        Assert.Equal(TimeSpan.FromSeconds(60), options.OpenFor(1_000, share: 0));
    }

    void Fail(Destination instance, int times)
    {
        for (var i = 0; i < times; i++)
            End(instance, Outcome.Reset);
    }

    void End(Destination instance, Outcome outcome) => End(_given, instance, outcome);

    static void End(Given given, Destination instance, params Outcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            Assert.True(instance.TryBegin());
            given.Service.End(instance, outcome);
        }
    }

    static Given Rated() => new(health: new() { ConsecutiveFailures = 0 }, breaker: new() { Jitter = 0, SuccessRate = 0.8 });

    Destination BeginUntil(string id)
    {
        for (var i = 0; i < 1_000; i++)
        {
            var destination = _given.Service.Begin()!;
            if (destination.Id == id)
                return destination;
            _given.Service.End(destination, Outcome.Success);
        }

        throw new InvalidOperationException($"{id} was never picked");
    }
}
