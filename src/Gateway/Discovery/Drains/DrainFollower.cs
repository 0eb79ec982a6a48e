using Modular.Gateway.Configuration;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Discovery.Drains;

/// <summary>Keeps the <see cref="DrainBook"/> and the registry's keys the same.</summary>
sealed partial class DrainFollower(DrainBook book, TimeProvider time, ILogger<DrainFollower> log) : BackgroundService
{
    static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Unending.RunAsync(book.FollowAsync, LogFailed, time, stoppingToken),
        Unending.RunAsync(KeepAsync, LogFailed, time, stoppingToken));

    async Task KeepAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(BetweenTries, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                await book.SaveAsync(cancellation);
                await book.ForgetAsync(cancellation);
            }
            catch (ConsulException)
            {
                // The registry is gone, which others say: it is tried again.
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Drained instances could not be followed; they are followed again")]
    partial void LogFailed(Exception failure);
}
