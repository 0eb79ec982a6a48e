using Marten;
using Modular.Order.Contracts;

namespace Modular.Order.Waiting;

/// <summary>
/// Waits for orders to become final. A commit in this process wakes its waiters at once; an order that is settled in another
/// process is found by looking every 250 ms.
/// </summary>
sealed class OrderOutcomes(IOrderStore store, SettledOrders settled, TimeProvider time)
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The final state, or <c>null</c> when the time is up first.</summary>
    /// <param name="isNew">The order was placed just now: it would be of no use to look before waiting.</param>
    public async Task<OrderReceipt?> WaitAsync(Guid orderId, TimeSpan wait, bool isNew, CancellationToken cancellation)
    {
        var deadline = time.GetUtcNow() + wait;
        using var waiter = settled.Expect(orderId);
        for (var look = !isNew; ; look = true)
        {
            if (look && await FindAsync(orderId, cancellation) is { } found)
                return found;

            var left = deadline - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return null;
            if (await waiter.WaitAsync(left < PollInterval ? left : PollInterval, time, cancellation) is { } outcome)
                return outcome;
        }
    }

    async Task<OrderReceipt?> FindAsync(Guid orderId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Order>(orderId, cancellation) is { Status: not OrderStatus.Placed } order
            ? new OrderReceipt(order.Id, order.Status, order.Reason)
            : null;
    }
}
