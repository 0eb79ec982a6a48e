using System.Collections.Concurrent;
using Wolverine;
using Wolverine.Runtime;
using Wolverine.Transports;

namespace Modular.Host.Topology.Queues;

/// <summary>Takes messages out of a queue and into the inbox of the module that they are for.</summary>
/// <remarks>
/// They leave the queue in a transaction that ends when the inbox has them. Whatever breaks between, a process or a database, leaves them
/// in the queue for whoever looks next; what the inbox had already is recognised there by its id.
/// </remarks>
sealed class QueueListener : IListener, IReportReceiveLoopHealth
{
    const int BatchSize = 100;

    // The batch that is on its way into the inbox.
    static readonly TimeSpan Finishing = TimeSpan.FromSeconds(10);

    readonly QueueTable _table;
    readonly Bell _bell;
    readonly IReceiver _receiver;
    readonly QueueOptions _options;
    readonly TimeProvider _time;
    readonly BackgroundReceiveLoop _loop;
    readonly ConcurrentDictionary<Guid, bool> _settled = new();

    public QueueListener(
        Uri queue, QueueTable table, Bell bell, IReceiver receiver, QueueOptions options, TimeProvider time, ILogger log, CancellationToken stopping)
    {
        (Address, _table, _bell, _receiver, _options, _time) = (queue, table, bell, receiver, options, time);
        _loop = new(queue, log, ReceiveAsync, stopping);
        _loop.Start();
    }

    public Uri Address { get; }

    public IHandlerPipeline? Pipeline => _receiver.Pipeline;

    public ReceiveLoopStatus ReceiveLoopStatus => _loop.ReceiveLoopStatus;

    public DateTimeOffset? LastReceiveLoopActivityAt => _loop.LastReceiveLoopActivityAt;

    /// <summary>The inbox has it, or the dead letter store.</summary>
    public ValueTask CompleteAsync(Envelope envelope)
    {
        _settled[envelope.Id] = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>It stays in the queue.</summary>
    public ValueTask DeferAsync(Envelope envelope) => ValueTask.CompletedTask;

    public async ValueTask StopAsync() => await _loop.StopAsync(Finishing);

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    async Task<bool> ReceiveAsync(CancellationToken cancellation)
    {
        var taken = await TakeAsync(cancellation);
        if (taken is > 0 and < BatchSize)
            await Task.Delay(_options.Pause, _time, cancellation);
        if (taken < BatchSize)
            await _bell.WaitAsync(_options.PollingInterval, _time, cancellation);
        return true;
    }

    async Task<int> TakeAsync(CancellationToken cancellation)
    {
        _settled.Clear();
        Envelope[] taken;
        await using (var connection = await _table.Database.OpenConnectionAsync(cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            taken = [.. await _table.TakeAsync(connection, BatchSize, cancellation)];
            if (taken.Length > 0)
                await _receiver.ReceivedAsync(this, taken);
            if (taken.All(message => _settled.ContainsKey(message.Id)))
            {
                await transaction.CommitAsync(CancellationToken.None);
                return taken.Length;
            }
        }

        // Rolled back: what was not settled is to come again.
        await _table.RemoveAsync([.. taken.Select(message => message.Id).Where(_settled.ContainsKey)]);
        return 0;
    }
}
