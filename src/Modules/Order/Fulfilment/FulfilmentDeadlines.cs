using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Attributes;

namespace Modular.Order.Fulfilment;

/// <summary>The outcome is still open although its time is up.</summary>
[MessageIdentity("order.fulfilment-timed-out.v1")]
public sealed record FulfilmentTimedOut(Guid OrderId);

/// <summary>
/// Ends the sagas whose time is up, looking once a second. The deadline stands in the saga, which is deleted when its order is
/// settled: so an order that goes well costs nothing here, where a scheduled message each would cost four writes
/// (docs/adr/0009-deadlines-are-swept.md).
/// </summary>
sealed partial class FulfilmentDeadlines(
    IOrderStore store, IServiceScopeFactory scopes, TimeProvider time, ILogger<FulfilmentDeadlines> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    const int BatchSize = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var orderId in await OverdueAsync(stoppingToken))
                    await EndAsync(orderId, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away: the next look finds what is left.
                LogFailed(e);
            }
        }
    }

    async Task<IReadOnlyList<Guid>> OverdueAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var session = store.QuerySession();
        return await session.Query<OrderFulfilment>()
            .Where(saga => saga.Deadline <= now).OrderBy(saga => saga.Deadline).Take(BatchSize).Select(saga => saga.Id).ToListAsync(cancellation);
    }

    async Task EndAsync(Guid orderId, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new FulfilmentTimedOut(orderId), cancellation);
            LogTimedOut(orderId);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Another process was faster, or this one order cannot be ended: it must not keep the others from their end.
            LogOneFailed(e, orderId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Order {OrderId} was not settled in time; it is rejected and compensated")]
    partial void LogTimedOut(Guid orderId);

    [LoggerMessage(LogLevel.Warning, "Order {OrderId} was not settled in time and could not be ended; the next attempt is in a second")]
    partial void LogOneFailed(Exception e, Guid orderId);

    [LoggerMessage(LogLevel.Warning, "Orders whose time is up could not be looked for; the next attempt is in a second")]
    partial void LogFailed(Exception e);
}
