using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Discovery;

/// <summary>Several registries as one: what each told last, together. One that is lost, or fails, changes nothing of what the others tell.</summary>
/// <remarks>
/// An instance that several know, which is one with the same address, counts once: as the first of them in order has it. Services are told
/// in the name of this registry, losing and finding in that of the one it happens to.
/// </remarks>
public sealed partial class AggregatedRegistry(IReadOnlyList<IServiceRegistry> registries, TimeProvider time, ILogger<AggregatedRegistry> logger)
    : IServiceRegistry, IDisposable
{
    /// <summary>1 second: after what a registry should never do, which is to end.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public string Name => registries.Count == 1 ? registries[0].Name : string.Join(" + ", registries.Select(registry => registry.Name));

    public async IAsyncEnumerable<RegistryUpdate> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var updates = Channel.CreateUnbounded<(int Registry, RegistryUpdate Update)>(new UnboundedChannelOptions { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = Task.WhenAll(registries.Select((registry, number) => FollowOneAsync(registry, number, updates.Writer, stop.Token)));
        var merged = new MergedServices([.. registries.Select(registry => registry.Name)]);
        try
        {
            await foreach (var (number, update) in updates.Reader.ReadAllAsync(cancellation))
                if (update is not RegistryUpdate.Service service)
                    yield return update;
                else if (merged.Take(number, service) is { } instances)
                    yield return new RegistryUpdate.Service(Name, service.Name, instances);
        }
        finally
        {
            await stop.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        foreach (var registry in registries)
            (registry as IDisposable)?.Dispose();
    }

    async Task FollowOneAsync(IServiceRegistry registry, int number, ChannelWriter<(int, RegistryUpdate)> updates, CancellationToken cancellation)
    {
        var failed = false;
        while (true)
        {
            try
            {
                await foreach (var update in registry.FollowAsync(cancellation))
                {
                    if (failed)
                        updates.TryWrite((number, new RegistryUpdate.Found(registry.Name)));
                    failed = false;
                    updates.TryWrite((number, update));
                }
            }
#pragma warning disable CA1031 // Whatever is wrong with one registry, the others go on.
            catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e, registry.Name);
                if (!failed)
                    updates.TryWrite((number, new RegistryUpdate.Lost(registry.Name, e.Message)));
                failed = true;
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    [LoggerMessage(LogLevel.Error, "Following {Registry} failed; it is followed again")]
    partial void LogFailed(Exception e, string registry);
}
