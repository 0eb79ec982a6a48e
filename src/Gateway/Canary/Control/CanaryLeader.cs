using Modular.Gateway.Configuration;
using Modular.Gateway.Policy;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Canary.Control;

/// <summary>Follows the rollouts of the registry, and leads them while no other gateway does.</summary>
sealed partial class CanaryLeader(
    CanaryBook book, CanaryController controller, IKeyValueStore keys, PolicyStore policies, CanaryOptions options, TimeProvider time, ILogger<CanaryLeader> log)
    : BackgroundService
{
    /// <summary>The lock of whoever leads.</summary>
    public const string LeaderKey = "modular/leaders/canaries";

    /// <summary>Requests come only when it is known which version may have them, or the registry is gone.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        policies.Follow(_ => book.Reconsider());
        await base.StartAsync(cancellationToken);
        using var patience = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await book.Told.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Unending.RunAsync(book.FollowAsync, LogFailed, time, stoppingToken),
        Unending.RunAsync(stopping => keys.LeadAsync(LeaderKey, book.Name, LeadAsync, stopping), LogFailed, time, stoppingToken));

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

    [LoggerMessage(LogLevel.Error, "Rollouts could not be followed; they are followed again")]
    partial void LogFailed(Exception failure);
}
