using System.Threading.Channels;
using Modular.Gateway.Discovery;
using Modular.Gateway.Health;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Health;

public sealed class HealthCheckerTests
{
    readonly Probe _probe = new();
    readonly Given _given = new();

    [Fact]
    public async Task A_joining_instance_is_asked_at_once()
    {
        var instance = Watch();

        _probe.Answer(failure: null);
        await StageAsync(instance, LifeStage.SlowStart);

        Assert.Equal(_given.Time.Start, _given.Time.GetUtcNow());
    }

    [Fact]
    public async Task One_that_is_not_ready_yet_is_asked_again_soon_and_then_every_second()
    {
        var instance = Watch();

        foreach (var milliseconds in new[] { 250, 500, 1000, 1000, 1000 })
        {
            _probe.Answer("connection refused");
            await AskedAfterAsync(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal((LifeStage.Joining, InstanceHealth.Unhealthy), (instance.Life.Stage, instance.Life.Health));
    }

    [Fact]
    public async Task A_healthy_one_is_asked_every_five_seconds_and_falls_after_three_failures()
    {
        var instance = Watch();
        _probe.Answer(failure: null);

        for (var failure = 1; failure <= 3; failure++)
        {
            await AskedAfterAsync(_given.Health.Interval);
            _probe.Answer("503");
        }

        await Eventually.SoAsync(() => instance.Life.Health == InstanceHealth.Unhealthy);
        Assert.Equal("3 health checks in a row failed: 503", instance.Life.Reason);
    }

    [Fact]
    public async Task A_check_that_is_asked_for_comes_at_once()
    {
        var instance = Watch();
        _probe.Answer(failure: null);
        await StageAsync(instance, LifeStage.SlowStart);

        instance.CheckNow();

        _probe.Answer(failure: null);
        await Eventually.SoAsync(() => instance.Life.Passed == 2);
    }

    [Fact]
    public async Task What_is_gone_is_asked_no_more()
    {
        var instance = Watch();
        _probe.Answer(failure: null);
        await StageAsync(instance, LifeStage.SlowStart);

        _given.Service.Change(instance, life => life.Deregister(_given.Time.GetUtcNow(), ""));
        _given.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, _probe.Asked);
    }

    [Fact]
    public void Without_active_checks_nobody_is_asked()
    {
        var given = new Given(health: new() { Active = false });
        new HealthChecker(_probe, given.Dice, given.Time).Begin(given.Service, given.Joined("a")[0]);

        Assert.Equal(0, _probe.Asked);
    }

    [Fact]
    public async Task The_probe_asks_the_registered_path_and_says_what_is_wrong()
    {
        await using var upstream = await Upstream.StartAsync();
        using var probe = new HttpHealthProbe(new(), TimeProvider.System);
        var registration = RegistrationReader.Read(upstream.Instance("order", "", ("health", "/health/deep")), out _)!;

        Assert.Null(await AskAsync(registration));
        upstream.HealthStatus = 503;
        Assert.Equal("/health/deep answered 503", await AskAsync(registration));
        Assert.Contains("refused", await AskAsync(RegistrationReader.Read(RawServer.Nobody("order", ""), out _)!), StringComparison.Ordinal);
        await using var silent = RawServer.Start((_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation));
        Assert.Equal("no answer within 0.05 s", await AskAsync(RegistrationReader.Read(silent.Instance("order", ""), out _)!, TimeSpan.FromMilliseconds(50)));

        Task<string?> AskAsync(Registration registration, TimeSpan? timeout = null) =>
            probe.FailureAsync(registration, tls: null, timeout ?? TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    Destination Watch()
    {
        _given.Service.Want();
        var instance = _given.Joined("a")[0];
        new HealthChecker(_probe, _given.Dice, _given.Time).Begin(_given.Service, instance);
        return instance;
    }

    /// <summary>Not before 95 % of the time, and by 105 % of it: there is jitter.</summary>
    async Task AskedAfterAsync(TimeSpan pause)
    {
        var asked = _probe.Asked;
        _given.Time.Advance(pause * 0.94);
        Assert.Equal(asked, _probe.Asked);
        // The checker may not have come to wait yet.
        await Eventually.SoAsync(() =>
        {
            if (_probe.Asked == asked)
                _given.Time.Advance(pause * 0.12);
            return _probe.Asked > asked;
        });
    }

    static Task StageAsync(Destination instance, LifeStage stage) => Eventually.SoAsync(() => instance.Life.Stage == stage, () => $"{instance.Life}");

    /// <summary>Answers when the test says so.</summary>
    sealed class Probe : IHealthProbe
    {
        readonly Channel<string?> _answers = Channel.CreateUnbounded<string?>();
        int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public void Answer(string? failure) => _answers.Writer.TryWrite(failure);

        public async Task<string?> FailureAsync(Registration registration, TlsSettings? tls, TimeSpan timeout, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            return await _answers.Reader.ReadAsync(cancellation);
        }
    }
}
