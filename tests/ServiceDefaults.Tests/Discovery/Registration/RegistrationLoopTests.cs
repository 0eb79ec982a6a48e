using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Registration;
using Modular.ServiceDefaults.Health;

namespace Modular.ServiceDefaults.Tests.Discovery.Registration;

public sealed class RegistrationLoopTests : IAsyncLifetime
{
    static readonly ServiceInstance Order = new("order-127.0.0.1-5001", "order", new("http://127.0.0.1:5001"), ServiceMetadata.Empty);
    static readonly TimeSpan Ttl = TimeSpan.FromSeconds(15);

    readonly Clock _time = new();
    readonly Checks _checks = new();
    readonly Registrar _registrar = new();
    readonly CancellationTokenSource _end = new();
    readonly RegistrationLoop _loop;
    Task _running = Task.CompletedTask;

    public RegistrationLoopTests()
    {
        var readiness = new Readiness(_checks, new Started(), _time, NullLogger<Readiness>.Instance);
        _loop = new RegistrationLoop(Order, Ttl, _registrar, readiness, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task It_is_renewed_at_a_third_of_its_time()
    {
        Start();
        Assert.Equal("register 15", await _registrar.Next());
        for (var renewal = 0; renewal < 3; renewal++)
        {
            await After(TimeSpan.FromSeconds(5));
            Assert.Equal("renew passing ready", await _registrar.Next());
        }
    }

    [Fact]
    public async Task It_is_not_registered_before_it_is_ready()
    {
        _checks.Failure = "database gone";
        Start();
        for (var look = 0; look < 20; look++)
            await After(TimeSpan.FromMilliseconds(200));
        Assert.False(_loop.WasRegistered);

        _checks.Failure = null;
        for (var look = 0; look < 5; look++)
            await After(TimeSpan.FromMilliseconds(200));

        Assert.Equal("register 15", await _registrar.Next());
        Assert.True(_loop.WasRegistered);
    }

    [Fact]
    public async Task One_that_is_not_ready_any_more_stays_registered_and_fails()
    {
        Start();
        await _registrar.Next();
        _checks.Failure = "database gone";

        await After(TimeSpan.FromSeconds(5));

        Assert.Equal("renew failing database gone", await _registrar.Next());
    }

    [Fact]
    public async Task One_that_was_forgotten_is_registered_again_at_once()
    {
        Start();
        await _registrar.Next();
        _registrar.Knows = false;

        await After(TimeSpan.FromSeconds(5));

        Assert.Equal("renew passing ready", await _registrar.Next());
        Assert.Equal("register 15", await _registrar.Next());
    }

    [Fact]
    public async Task A_registry_that_is_away_is_tried_again_every_second()
    {
        _registrar.Trouble = new InvalidOperationException("away");
        Start();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            Assert.Equal("register 15", await _registrar.Next());
            await After(TimeSpan.FromSeconds(1));
        }

        _registrar.Trouble = null;
        Assert.Equal("register 15", await _registrar.Next());
        await After(TimeSpan.FromSeconds(1));
        Assert.Equal("register 15", await _registrar.Next());
        await After(TimeSpan.FromSeconds(5));
        Assert.Equal("renew passing ready", await _registrar.Next());
    }

    [Fact]
    public async Task Leaving_does_not_fail_when_the_registry_does()
    {
        _registrar.Trouble = new InvalidOperationException("away");

        await _loop.DeregisterAsync(TestContext.Current.CancellationToken);

        Assert.Equal("deregister", await _registrar.Next());
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    void Start() => _running = _loop.RunAsync(_end.Token);

    async Task After(TimeSpan pause)
    {
        await _time.TimerOf(pause);
        _time.Advance(pause);
    }

    sealed class Registrar : IServiceRegistrar
    {
        readonly Channel<string> _calls = Channel.CreateUnbounded<string>();

        public bool Knows { get; set; } = true;

        public Exception? Trouble { get; set; }

        public Task<string> Next() => _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

        public Task RegisterAsync(ServiceInstance instance, TimeSpan timeToLive, CancellationToken cancellation) => Done($"register {timeToLive.TotalSeconds}");

        public async Task<bool> RenewAsync(string instanceId, bool passing, string note, CancellationToken cancellation)
        {
            await Done($"renew {(passing ? "passing" : "failing")} {note}");
            return Knows;
        }

        public Task DeregisterAsync(string instanceId, CancellationToken cancellation) => Done("deregister");

        Task Done(string call)
        {
            _calls.Writer.TryWrite(call);
            return Trouble is null ? Task.CompletedTask : Task.FromException(Trouble);
        }
    }

    sealed class Checks : HealthCheckService
    {
        public string? Failure { get; set; }

        public override Task<HealthReport> CheckHealthAsync(Func<HealthCheckRegistration, bool>? predicate, CancellationToken cancellationToken = default)
        {
            var entry = new HealthReportEntry(Failure is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, Failure, TimeSpan.Zero, null, null);
            return Task.FromResult(new HealthReport(new Dictionary<string, HealthReportEntry>(StringComparer.Ordinal) { ["database"] = entry }, TimeSpan.Zero));
        }
    }

    sealed class Started : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();
    }
}
