using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Resilience;

public sealed class ServiceTrafficTests
{
    readonly FakeTimeProvider _time = new();

    [Fact]
    public void Over_a_limit_a_request_is_told_which()
    {
        var traffic = new ServiceTraffic(new() { ActiveRequests = 2 }, _time);

        Assert.Null(Enter(traffic));
        Assert.Null(Enter(traffic));
        Assert.Equal("active-requests", Enter(traffic));
        traffic.Leave();
        Assert.Null(Enter(traffic));
    }

    [Fact]
    public void The_adaptive_limit_holds_beside_the_other()
    {
        var traffic = new ServiceTraffic(new() { Adaptive = new() { Enabled = true, Initial = 5, Least = 1 } }, _time);

        for (var i = 0; i < 5; i++)
            Assert.Null(Enter(traffic));

        Assert.Equal("adaptive-concurrency", Enter(traffic));
    }

    [Fact]
    public void Only_so_many_may_wait_for_a_connection()
    {
        var traffic = new ServiceTraffic(new() { PendingRequests = 1 }, _time);

        Assert.True(traffic.TryWait());
        Assert.False(traffic.TryWait());
        traffic.StopWaiting();
        Assert.True(traffic.TryWait());
        Assert.Equal(1, traffic.Pending);
    }

    [Fact]
    public void Settings_that_say_the_same_keep_what_was_learnt_and_the_connections()
    {
        var limits = new LimitOptions { Adaptive = new() { Enabled = true }, Connections = new() { MaxConnections = 3 } };
        var traffic = new ServiceTraffic(limits, _time);
        var (adaptive, connections) = (traffic.Adaptive, traffic.Connections);

        traffic.Limits = new() { ActiveRequests = 5, Adaptive = new() { Enabled = true }, Connections = new() { MaxConnections = 3 } };
        Assert.Same(adaptive, traffic.Adaptive);
        Assert.Same(connections, traffic.Connections);

        traffic.Limits = new();
        Assert.Null(traffic.Adaptive);
        Assert.Null(traffic.Connections);
    }

    [Theory]
    [InlineData(1024, 1024, false)]
    [InlineData(7, 1024, false)]
    [InlineData(1024, 10, true)]
    public void Who_waits_is_only_counted_where_it_can_be_too_many(int active, int pending, bool own) =>
        Assert.Equal(own, new LimitOptions { ActiveRequests = active, PendingRequests = pending }.NeedsOwnConnections);

    string? Enter(ServiceTraffic traffic) => traffic.TryEnter(_time.GetTimestamp(), out var limit) ? null : limit;
}
