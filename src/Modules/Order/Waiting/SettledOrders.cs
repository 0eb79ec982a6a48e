using System.Collections.Concurrent;
using Marten;
using Marten.Services;
using Modular.Order.Contracts;

namespace Modular.Order.Waiting;

/// <summary>Tells waiters in this process how an order was settled, right after the transaction that settled it.</summary>
sealed class SettledOrders : DocumentSessionListenerBase
{
    readonly ConcurrentDictionary<Waiter, Guid> _waiters = new();

    public Waiter Expect(Guid orderId)
    {
        var waiter = new Waiter(this);
        _waiters[waiter] = orderId;
        return waiter;
    }

    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        if (_waiters.IsEmpty)
            return Task.CompletedTask;

        foreach (var e in commit.GetEvents())
        {
            if (Receipt(e.Data) is not { } receipt)
                continue;
            foreach (var (waiter, orderId) in _waiters)
            {
                if (orderId == receipt.OrderId)
                    waiter.Wake(receipt);
            }
        }

        return Task.CompletedTask;
    }

    static OrderReceipt? Receipt(object settled) => settled switch
    {
        OrderConfirmed confirmed => new(confirmed.OrderId, OrderStatus.Confirmed),
        OrderRejected rejected => new(rejected.OrderId, OrderStatus.Rejected, rejected.Reason),
        OrderCancelled cancelled => new(cancelled.OrderId, OrderStatus.Cancelled, cancelled.Reason),
        _ => null,
    };

    /// <summary>One request that waits for one order.</summary>
    public sealed class Waiter(SettledOrders owner) : IDisposable
    {
        readonly TaskCompletionSource<OrderReceipt> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>How this process settled the order, or null after <paramref name="longest"/>: the caller looks for itself.</summary>
        public async Task<OrderReceipt?> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
        {
            try
            {
                return await _settled.Task.WaitAsync(longest, time, cancellation);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }

        public void Wake(OrderReceipt receipt) => _settled.TrySetResult(receipt);

        public void Dispose() => owner._waiters.TryRemove(this, out _);
    }
}
