using System.Collections.Concurrent;
using Marten;
using Marten.Services;

namespace Modular.Order.Waiting;

/// <summary>Tells waiters in this process that an order was settled, right after the transaction that settled it.</summary>
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

        var settled = commit.GetEvents().Where(e => e.Data is OrderConfirmed or OrderRejected or OrderCancelled).Select(e => e.StreamId).ToHashSet();
        foreach (var (waiter, orderId) in _waiters)
        {
            if (settled.Contains(orderId))
                waiter.Wake();
        }

        return Task.CompletedTask;
    }

    /// <summary>One request that waits for one order.</summary>
    public sealed class Waiter(SettledOrders owner) : IDisposable
    {
        readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Returns when the order was settled, or after <paramref name="longest"/>.</summary>
        public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
        {
            try
            {
                await _settled.Task.WaitAsync(longest, time, cancellation);
            }
            catch (TimeoutException)
            {
                // Nobody in this process settled it: the caller looks for itself.
            }
        }

        public void Wake() => _settled.TrySetResult();

        public void Dispose() => owner._waiters.TryRemove(this, out _);
    }
}
