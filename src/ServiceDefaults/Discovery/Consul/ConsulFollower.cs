using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>
/// Follows the names of the services, and has a <see cref="ServiceWatch"/> for each. Whether the names can be read decides whether the
/// registry counts as lost: one authority, so that it is said once, however many watches fail with it.
/// </summary>
/// <remarks>Consul ends the query for names at each registration of any service; it is asked once a second at most.</remarks>
sealed partial class ConsulFollower(
    string registry, IConsulApi api, ConsulCalls calls, Chance chance, ChannelWriter<RegistryUpdate> updates, ILogger logger)
{
    /// <summary>Under which Consul's servers have themselves: at that address they speak no HTTP, and log as an error whoever does.</summary>
    const string ConsulItself = "consul";

    // As Consul does: names that differ in case are two, but who asks for one gets the instances of both.
    readonly Dictionary<string, ServiceWatch> _watches = new(StringComparer.OrdinalIgnoreCase);
    readonly Presence _presence = new();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await FollowNamesAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // A fault of ours: whoever reads the updates must not wait for ever.
            updates.Complete(e);
        }
        finally
        {
            foreach (var watch in _watches.Values)
                await watch.StopAsync();
        }
    }

    async Task FollowNamesAsync(CancellationToken cancellation)
    {
        var pace = new QueryPace(calls.Time, QueryPace.Shortest);
        var query = new BlockingQuery<Dictionary<string, string[]?>>(calls, pace, api.ServicesAsync);
        var retry = new RetryPause(calls.Options, chance);
        var isFirst = true;
        while (true)
        {
            try
            {
                var names = await query.NextAsync(cancellation);
                retry.Reset();
                _presence.Find(first: Found);
                string[] services = [.. names.Keys.Where(name => name != ConsulItself)];
                // Of no service there is nothing else to tell, and who waits for a first word must not wait for one.
                if (isFirst && services.Length == 0)
                    updates.TryWrite(new RegistryUpdate.Found(registry));
                isFirst = false;
                await WatchAsync(services, cancellation);
            }
            catch (ConsulException e)
            {
                isFirst = false;
                Lost(e.Message);
                await Task.Delay(retry.Next(), calls.Time, cancellation);
            }
        }
    }

    async Task WatchAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        foreach (var name in _watches.Keys.Except(names, StringComparer.OrdinalIgnoreCase).ToList())
        {
            _watches.Remove(name, out var gone);
            await gone!.EndAsync();
        }

        foreach (var name in names.Where(name => !_watches.ContainsKey(name)))
            _watches.Add(name, ServiceWatch.Start(registry, name, api, calls, chance, _presence, updates, logger, cancellation));
    }

    void Found()
    {
        LogFound(registry);
        updates.TryWrite(new RegistryUpdate.Found(registry));
    }

    void Lost(string reason)
    {
        if (!_presence.Lose())
            return;
        LogLost(registry, reason);
        updates.TryWrite(new RegistryUpdate.Lost(registry, reason));
    }

    [LoggerMessage(LogLevel.Warning, "{Registry} is lost: {Reason}. What it told before still stands")]
    partial void LogLost(string registry, string reason);

    [LoggerMessage(LogLevel.Information, "{Registry} is found again")]
    partial void LogFound(string registry);
}
