using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Tests.Registry;

public sealed class RegistryStateTests
{
    readonly FakeTimeProvider _time = new();
    readonly RegistryState _state;

    public RegistryStateTests() => _state = new RegistryState(_time, new NoProbes(), NullLogger<CheckBook>.Instance);

    [Fact]
    public void A_TTL_check_fails_when_its_time_is_over_and_not_before()
    {
        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });

        _time.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("passing", Status("service:order-1"));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("critical", Status("service:order-1"));
    }

    [Fact]
    public void Renewing_starts_its_time_again()
    {
        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });
        for (var renewal = 0; renewal < 10; renewal++)
        {
            _time.Advance(TimeSpan.FromSeconds(14));
            Report("service:order-1", "passing");
        }

        Assert.Equal("passing", Status("service:order-1"));
    }

    [Fact]
    public void Registering_again_starts_it_again_too()
    {
        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });
        _time.Advance(TimeSpan.FromSeconds(14));
        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });
        _time.Advance(TimeSpan.FromSeconds(14));

        Assert.Equal("passing", Status("service:order-1"));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10s", 60)]
    public void A_service_goes_when_it_was_critical_for_long_but_at_least_a_minute(string after, int seconds)
    {
        Register("order", "order-1", new() { TTL = "15s", Status = "passing", DeregisterCriticalServiceAfter = after });
        _time.Advance(TimeSpan.FromSeconds(15));

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(_state.Catalogue.Find("order-1"));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_state.Catalogue.Find("order-1"));
        Assert.Null(_state.Checks.Find("service:order-1"));
    }

    [Fact]
    public void One_that_recovers_in_time_stays()
    {
        Register("order", "order-1", new() { TTL = "15s", Status = "passing", DeregisterCriticalServiceAfter = "1m" });
        _time.Advance(TimeSpan.FromSeconds(70));
        for (var renewal = 0; renewal < 20; renewal++)
        {
            Report("service:order-1", "passing");
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.NotNull(_state.Catalogue.Find("order-1"));
    }

    [Fact]
    public void A_change_wakes_who_waits_for_that_service_and_nobody_else()
    {
        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });
        Register("payment", "payment-1", new() { TTL = "15s", Status = "passing" });
        var (order, payment, names) = (Shelf("order").NextChange(), Shelf("payment").NextChange(), _state.Catalogue.Names.NextChange());
        var calm = Shelf("payment").Index;

        Report("service:order-1", "critical");
        Register("order", "order-2", new() { TTL = "15s", Status = "passing" });

        Assert.True(order.IsCompleted);
        Assert.False(payment.IsCompleted);
        Assert.False(names.IsCompleted);
        Assert.Equal(calm, Shelf("payment").Index);
    }

    [Fact]
    public void Names_change_with_the_first_of_a_service_and_with_the_last()
    {
        var names = _state.Catalogue.Names;
        var first = names.NextChange();
        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });
        Assert.True(first.IsCompleted);
        var (second, more) = (names.NextChange(), Register("order", "order-2", new() { TTL = "15s", Status = "passing" }));
        _state.Checks.RemoveService(more);
        Assert.False(second.IsCompleted);

        _state.Checks.RemoveService(_state.Catalogue.Find("order-1")!);

        Assert.True(second.IsCompleted);
    }

    [Fact]
    public void What_changes_nothing_wakes_nobody()
    {
        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });
        var (change, index) = (Shelf("order").NextChange(), _state.Index.Current);

        Register("order", "order-1", new() { TTL = "15s", Status = "passing" });
        Report("service:order-1", "passing");

        Assert.False(change.IsCompleted);
        Assert.Equal(index, _state.Index.Current);
    }

    [Fact]
    public void A_countdown_that_was_put_off_at_the_last_moment_does_not_end()
    {
        var time = new LateTimers();
        var countdown = new Countdown(new Lock(), time);
        var ended = 0;
        countdown.Restart(TimeSpan.FromSeconds(1), () => ended++);
        var late = time.Last!;
        countdown.Restart(TimeSpan.FromSeconds(1), () => ended++);

        late();
        Assert.Equal(0, ended);
        time.Last!();
        Assert.Equal(1, ended);
    }

    [Fact]
    public void A_session_ends_when_its_time_is_over_and_frees_what_it_held_after_the_delay()
    {
        var mine = _state.Sessions.Create(new() { TTL = "10s", LockDelay = "5s" }, out _)!;
        var yours = _state.Sessions.Create(new(), out _)!;
        Assert.True(_state.Keys.Acquire("leader", [1], 0, mine));
        _time.Advance(TimeSpan.FromSeconds(9));
        _state.Sessions.Renew(mine);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(_state.Sessions.Exists(mine));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_state.Sessions.Exists(mine));
        Assert.Null(_state.Keys.Get("leader").Value!.Session);
        _time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.False(_state.Keys.Acquire("leader", [2], 0, yours));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_state.Keys.Acquire("leader", [2], 0, yours));
    }

    ServiceEntry Register(string name, string id, CheckDefinition check)
    {
        var service = _state.Catalogue.Put(id, new() { Name = name, Port = 80 });
        _state.Checks.Put(CheckPlan.From(check, $"service:{id}", "check", out _)!, service);
        return service;
    }

    void Report(string check, string status) => _state.Checks.Report(_state.Checks.Find(check)!, status, "");

    string? Status(string check) => _state.Checks.Find(check)?.Status;

    Topic Shelf(string name) => _state.Catalogue.ShelfOf(name).Topic;

    /// <summary>Timers that end when the test says, even when they were called off: as one does whose end is under way already.</summary>
    sealed class LateTimers : TimeProvider
    {
        public Action? Last { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Last = () => callback(state);
            return new FakeTimeProvider().CreateTimer(callback, state, dueTime, period);
        }
    }

    sealed class NoProbes : IProbes
    {
        public IDisposable Start(CheckPlan plan, Action<string, string> observed) => throw new NotSupportedException();
    }
}
