using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Health;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>
/// Makes the process known while it runs. At its end, before anything stops: takes it out of the registry first, then keeps serving until
/// no request came for a while and none is in flight. Only then the server, and whatever else there is, stops.
/// </summary>
sealed partial class SelfRegistration(
    IEnumerable<Announcement> announcements,
    RegistrationOptions registration,
    ShutdownOptions shutdown,
    IServiceRegistrar registrar,
    Readiness readiness,
    Traffic traffic,
    IServer server,
    IServiceProvider services,
    TimeProvider time,
    ILogger<SelfRegistration> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>50 ms.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>3 seconds: a registry that hangs must not eat up the time for the requests.</summary>
    static readonly TimeSpan DeregisterWithin = TimeSpan.FromSeconds(3);

    readonly CancellationTokenSource _stop = new();
    List<RegistrationLoop> _loops = [];
    Task _running = Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // A server in memory listens nowhere: nobody can be told of it.
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses is not { Count: > 0 } addresses)
            return Task.CompletedTask;

        var address = AdvertisedAddress.Of(registration.Advertise, AdvertisedAddress.Bound(addresses))!;
        _loops = [.. announcements.Select(announcement => Loop(announcement, address))];
        _running = Task.WhenAll(_loops.Select(loop => loop.RunAsync(_stop.Token)));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
#pragma warning disable VSTHRD003 // Its own loops, begun at the start.
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        var known = _loops.Where(loop => loop.WasRegistered).ToList();
        if (known.Count == 0)
            return;

        var began = time.GetTimestamp();
        using (var late = new CancellationTokenSource(DeregisterWithin, time))
            await Task.WhenAll(known.Select(loop => loop.DeregisterAsync(late.Token)));
        await QuietAsync(began, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    RegistrationLoop Loop(Announcement announcement, Uri address)
    {
        var instance = new ServiceInstance(
            InstanceId.Of(announcement.Service, address), announcement.Service, address, announcement.Metadata(services));
        return new RegistrationLoop(instance, registration.TimeToLive, registrar, readiness, time, logger);
    }

    async Task QuietAsync(long began, CancellationToken cancellation)
    {
        var deregisteredAt = time.GetTimestamp();
        while (traffic.QuietFor < shutdown.Quiet || time.GetElapsedTime(deregisteredAt) < shutdown.Quiet)
        {
            if (time.GetElapsedTime(began) >= shutdown.Deadline || cancellation.IsCancellationRequested)
            {
                LogNotQuiet(shutdown.Deadline.TotalSeconds, traffic.InFlight);
                return;
            }

            await Task.Delay(LookEvery, time, CancellationToken.None);
        }

        LogQuiet(time.GetElapsedTime(began).TotalSeconds);
    }

    [LoggerMessage(LogLevel.Information, "Nobody sends requests any more ({Seconds:F1} s after the signal); stopping")]
    partial void LogQuiet(double seconds);

    [LoggerMessage(LogLevel.Warning, "After {Seconds} s requests still come; stopping with {InFlight} in flight")]
    partial void LogNotQuiet(double seconds, int inFlight);
}
