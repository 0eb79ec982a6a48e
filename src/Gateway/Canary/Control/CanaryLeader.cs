using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Canary.Control;

/// <summary>Follows the rollouts of the registry, and leads them while no other gateway does.</summary>
sealed class CanaryLeader(CanaryBook book, CanaryController controller, IKeyValueStore keys, CanaryOptions options, TimeProvider time) : BackgroundService
{
    /// <summary>The lock of whoever leads.</summary>
    public const string LeaderKey = "modular/leaders/canaries";

    /// <summary>Requests come only when it is known which version may have them, or the registry is gone.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        using var patience = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await book.Told.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        UntilStoppedAsync(book.FollowAsync(stoppingToken)),
        UntilStoppedAsync(keys.LeadAsync(LeaderKey, book.Name, LeadAsync, stoppingToken)));

    async Task LeadAsync(CancellationToken cancellation)
    {
        await book.Told.WaitAsync(cancellation);
        controller.TakeOver();
        using var timer = new PeriodicTimer(options.Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                await controller.LookAsync(cancellation);
        }
        finally
        {
            await controller.TicksAsync();
        }
    }

    static async Task UntilStoppedAsync(Task running)
    {
        try
        {
#pragma warning disable VSTHRD003 // It was begun by the caller in the same expression.
            await running;
#pragma warning restore VSTHRD003
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
