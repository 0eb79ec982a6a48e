using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.ServiceDefaults.Health;

namespace Modular.ServiceDefaults.Tests.Health;

public sealed class ReadinessTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly Checks _checks = new();
    readonly Lifetime _lifetime = new();
    readonly Readiness _readiness;

    public ReadinessTests() => _readiness = new Readiness(_checks, _lifetime, _time, NullLogger<Readiness>.Instance);

    [Fact]
    public async Task Before_the_start_it_is_not_ready_and_checks_nothing()
    {
        var report = await Get();

        Assert.False(report.IsReady);
        Assert.Equal("starting", report.Checks.Single().Description);
        Assert.Equal(0, _checks.Runs);
    }

    [Fact]
    public async Task While_stopping_it_is_not_ready_and_checks_nothing()
    {
        await _lifetime.Started.CancelAsync();
        await _lifetime.Stopping.CancelAsync();

        Assert.Equal("stopping", (await Get()).Checks.Single().Description);
        Assert.Equal(0, _checks.Runs);
    }

    [Fact]
    public async Task A_failing_check_makes_it_not_ready_and_is_named()
    {
        await _lifetime.Started.CancelAsync();
        _checks.Outcome = new HealthReportEntry(HealthStatus.Unhealthy, "order: connection refused 127.0.0.1:5432", TimeSpan.FromMilliseconds(3), null, null);

        var report = await Get();

        Assert.False(report.IsReady);
        Assert.Equal("unhealthy", report.Status);
        Assert.Equal(new ReadinessCheck("order", "unhealthy", "order: connection refused 127.0.0.1:5432", 3), report.Checks.Single());
    }

    [Fact]
    public async Task What_is_degraded_still_takes_traffic()
    {
        await _lifetime.Started.CancelAsync();
        _checks.Outcome = new HealthReportEntry(HealthStatus.Degraded, "slow", TimeSpan.Zero, null, null);

        Assert.True((await Get()).IsReady);
    }

    [Fact]
    public async Task The_answer_holds_for_a_second()
    {
        await _lifetime.Started.CancelAsync();
        await Get();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        await Get();
        Assert.Equal(1, _checks.Runs);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Get();
        Assert.Equal(2, _checks.Runs);
    }

    [Fact]
    public async Task Probes_at_once_share_one_run_however_long_it_takes()
    {
        await _lifetime.Started.CancelAsync();
        using var hold = _checks.Hold = new SemaphoreSlim(0);
        var first = Get();
        _time.Advance(TimeSpan.FromSeconds(5));
        var second = Get();
        hold.Release(2);
        await Task.WhenAll(first, second);

        Assert.Equal(1, _checks.Runs);
    }

    public void Dispose() => _lifetime.Dispose();

    Task<ReadinessReport> Get() => _readiness.GetAsync(TestContext.Current.CancellationToken);

    sealed class Checks : HealthCheckService
    {
        public int Runs { get; private set; }

        public SemaphoreSlim? Hold { get; set; }

        public HealthReportEntry Outcome { get; set; } = new(HealthStatus.Healthy, "order", TimeSpan.Zero, null, null);

        public override async Task<HealthReport> CheckHealthAsync(Func<HealthCheckRegistration, bool>? predicate, CancellationToken cancellationToken = default)
        {
            Runs++;
            if (Hold is not null)
                await Hold.WaitAsync(cancellationToken);
            return new HealthReport(new Dictionary<string, HealthReportEntry>(StringComparer.Ordinal) { ["order"] = Outcome }, Outcome.Duration);
        }
    }

    sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        public CancellationTokenSource Started { get; } = new();

        public CancellationTokenSource Stopping { get; } = new();

        public CancellationToken ApplicationStarted => Started.Token;

        public CancellationToken ApplicationStopping => Stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => Stopping.Cancel();

        public void Dispose()
        {
            Started.Dispose();
            Stopping.Dispose();
        }
    }
}
