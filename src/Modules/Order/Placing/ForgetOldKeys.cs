using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Modular.Order.Placing;

/// <summary>Once an hour, forgets idempotency keys that are older than <see cref="PlacedOnce.Retention"/>.</summary>
sealed partial class ForgetOldKeys(IOrderStore store, TimeProvider time, ILogger<ForgetOldKeys> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
    }

    async Task ForgetAsync(CancellationToken cancellation)
    {
        var oldest = time.GetUtcNow() - PlacedOnce.Retention;
        await using var session = store.LightweightSession();
        session.DeleteWhere<PlacedOnce>(placed => placed.At < oldest);
        await session.SaveChangesAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "Old idempotency keys could not be deleted; the next attempt is in an hour")]
    partial void LogFailed(Exception e);
}
