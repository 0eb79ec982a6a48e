using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Resilience;

public sealed class AdaptiveLimitTests
{
    const int Workers = 40;
    const double Capacity = Workers / 0.05;

    static readonly AdaptiveOptions On = new() { Enabled = true };

    readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_service_that_slows_down_under_load_keeps_its_latency()
    {
        var limited = Start(On);
        var free = Start(new());
        limited.Come(0.5 * Capacity, 30);
        free.Come(0.5 * Capacity, 30);

        free.Come(1.5 * Capacity, 120);
        var without = free.Come(1.5 * Capacity, 60);
        limited.Come(1.5 * Capacity, 120);
        var with = limited.Come(1.5 * Capacity, 60);

        Assert.InRange(without.Latency, 1, 2);
        Assert.InRange(with.Latency, 0.05, 0.12);
        // It sheds what the service could not have done, and no more.
        Assert.InRange(with.Served / 60.0, 0.95 * Capacity, 1.05 * Capacity);
    }

    [Fact]
    public void A_service_that_becomes_slow_gets_less_and_more_again_when_it_has_recovered()
    {
        var traffic = Traffic(On);
        var crowd = new Crowd(traffic, _time, Workers);
        crowd.Come(0.9 * Capacity, 120);
        var before = traffic.Adaptive!.Limit;

        crowd.Work = 0.5;
        crowd.Come(0.9 * Capacity, 40);
        var slow = traffic.Adaptive.Limit;
        crowd.Work = 0.05;
        crowd.Come(0.9 * Capacity, 120);

        Assert.InRange(before, Workers, 200);
        Assert.InRange(slow, 20, 25);
        Assert.InRange(traffic.Adaptive.Limit, Workers, 200);
    }

    [Fact]
    public void The_limit_of_an_idle_service_stays()
    {
        var traffic = Traffic(On with { Initial = 100 });
        var crowd = new Crowd(traffic, _time, Workers);

        crowd.Come(0.1 * Capacity, 60);
        crowd.Work = 0.2;
        crowd.Come(0.1 * Capacity, 60);
        _time.Advance(TimeSpan.FromHours(1));
        crowd.Come(0.1 * Capacity, 10);

        Assert.Equal(100, traffic.Adaptive!.Limit);
    }

    [Theory]
    // Twice the usual and more: half of the limit is wanted, a fifth of the way is gone.
    [InlineData(100, 1.0, 3.0, 100, 90.8)]
    // One and a half times the usual is no queue yet.
    [InlineData(100, 1.0, 1.5, 100, 100.8)]
    [InlineData(100, 1.0, 2.0, 50, 95.8)]
    // Not half of it in use: it says nothing.
    [InlineData(100, 1.0, 3.0, 49, 100)]
    [InlineData(20, 1.0, 9.0, 20, 20)]
    [InlineData(200, 1.0, 1.0, 200, 200)]
    public void A_window_moves_the_limit_by_the_gradient(double limit, double usual, double latency, int inFlight, double expected) =>
        Assert.Equal(expected, new Gradient2(limit, usual, Windows: 10).Next(latency, inFlight, new()).Limit, tolerance: 0.15);

    [Fact]
    public void An_overload_that_is_over_is_forgotten()
    {
        var gradient = new Gradient2(100, Long: 1, Windows: 10);

        for (var window = 0; window < 60; window++)
            gradient = gradient.Next(0.05, 100, new());

        Assert.InRange(gradient.Long, 0.05, 0.11);
    }

    [Fact]
    public void Fewer_than_ten_samples_say_nothing()
    {
        var limit = new AdaptiveLimit(On, _time);
        _time.Advance(TimeSpan.FromSeconds(5));

        for (var i = 0; i < 9; i++)
            limit.Observe(1, 20, _time.GetTimestamp());
        Assert.Equal(20, limit.Limit);
        limit.Observe(1, 20, _time.GetTimestamp());
        for (var window = 0; window < 5; window++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 10; i++)
                limit.Observe(1, 20, _time.GetTimestamp());
        }

        Assert.InRange(limit.Limit, 21, 25);
    }

    Crowd Start(AdaptiveOptions adaptive) => new(Traffic(adaptive), _time, Workers);

    ServiceTraffic Traffic(AdaptiveOptions adaptive) => new(new() { Adaptive = adaptive }, _time);
}
