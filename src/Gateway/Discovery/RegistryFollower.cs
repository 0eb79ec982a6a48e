using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Discovery;

/// <summary>Follows the registries for as long as the gateway runs. None of them can stop it, or the others.</summary>
sealed partial class RegistryFollower(IEnumerable<IServiceRegistry> registries, RegistryBook book, TimeProvider time, ILogger<RegistryFollower> log)
    : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // All before the first word of any: their order is what counts where two know the same instance.
        foreach (var registry in registries)
            book.Expect(registry.Name);
        return Task.WhenAll(registries.Select(registry => FollowAsync(registry, stoppingToken)));
    }

    async Task FollowAsync(IServiceRegistry registry, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var update in registry.FollowAsync(stop))
                {
                    // Off the thread of the socket that told it, which has requests to forward.
                    await Task.Yield();
                    book.Take(update);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A registry that breaks its promise not to fail must not end the gateway.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogFailed(failure, registry.Name);
                book.Take(new RegistryUpdate.Lost(registry.Name, failure.Message));
            }

            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "Following {Registry} failed; trying again in a second")]
    partial void LogFailed(Exception failure, string registry);
}
