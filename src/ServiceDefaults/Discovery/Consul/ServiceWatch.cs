using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Follows the passing instances of one service, and tells them whenever they differ from what it told last.</summary>
sealed partial class ServiceWatch
{
    readonly string _registry;
    readonly string _service;
    readonly ChannelWriter<RegistryUpdate> _updates;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stop;
    Task _running = Task.CompletedTask;
    IReadOnlyList<ServiceInstance>? _told;

    ServiceWatch(string registry, string service, ChannelWriter<RegistryUpdate> updates, ILogger logger, CancellationToken cancellation)
    {
        (_registry, _service, _updates, _logger) = (registry, service, updates, logger);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <param name="presence">
    /// Tells when the registry is lost, in which case nobody but the follower asks it, and when it is back: what failed is then asked again
    /// at once.
    /// </param>
    public static ServiceWatch Start(
        string registry, string service, IConsulApi api, ConsulCalls calls, Chance chance, Presence presence,
        ChannelWriter<RegistryUpdate> updates, ILogger logger, CancellationToken cancellation)
    {
        var watch = new ServiceWatch(registry, service, updates, logger, cancellation);
        var query = new BlockingQuery<List<HealthEntry>>(
            calls, new QueryPace(calls.Time, QueryPace.Longest), (mode, token) => api.PassingAsync(service, mode, token));
        watch._running = watch.RunAsync(query, calls, new RetryPause(calls.Options, chance), presence);
        return watch;
    }

    /// <summary>Ends the watch of a service that is gone: it has no instance any more.</summary>
    public async Task EndAsync()
    {
        await StopAsync();
        Tell([]);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
#pragma warning disable VSTHRD003 // Its own loop, begun at the start.
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        _stop.Dispose();
    }

    async Task RunAsync(BlockingQuery<List<HealthEntry>> query, ConsulCalls calls, RetryPause retry, Presence presence)
    {
        var failing = false;
        while (true)
        {
            var returned = presence.Returned;
            try
            {
                var entries = await query.NextAsync(_stop.Token);
                retry.Reset();
                failing = false;
                // What it says now is news of a registry that is found again; that must be said first.
                await presence.There.WaitAsync(_stop.Token);
                Tell(HealthEntries.Instances(entries));
            }
#pragma warning disable CA1031 // Whatever one service is registered with, it is read again and the others go on.
            catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (!failing)
                    LogFailing(_service, _registry, e.Message);
                failing = true;
                await WaitAsync(retry.Next(), returned, calls.Time);
                await presence.There.WaitAsync(_stop.Token);
            }
        }
    }

    async Task WaitAsync(TimeSpan pause, Task returned, TimeProvider time)
    {
        try
        {
            await returned.WaitAsync(pause, time, _stop.Token);
        }
        catch (TimeoutException)
        {
            // The pause is over, and nobody knows whether the registry is back.
        }
    }

    void Tell(IReadOnlyList<ServiceInstance> instances)
    {
        if (_told is not null && _told.SequenceEqual(instances))
            return;

        _told = instances;
        _updates.TryWrite(new RegistryUpdate.Service(_registry, _service, instances));
    }

    [LoggerMessage(LogLevel.Warning, "Instances of {Service} cannot be read from {Registry}: {Reason}")]
    partial void LogFailing(string service, string registry, string reason);
}
