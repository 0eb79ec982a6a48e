using System.Threading.Channels;
using Wolverine;
using Wolverine.Transports;
using Wolverine.Transports.Sending;

namespace Modular.Host.Topology.Queues;

/// <summary>
/// Puts messages into a queue. What comes while one batch is on its way, or in the pause behind it, goes with the next: a quiet system
/// waits for nothing, a busy one has few transactions.
/// </summary>
sealed partial class QueueSender(Uri queue, QueueTable table, QueueOptions options, TimeProvider time, ILogger log) : ISender, ISenderRequiresCallback
{
    const int BatchSize = 200;

    readonly Channel<Envelope> _waiting = Channel.CreateUnbounded<Envelope>(new() { SingleReader = true });
    readonly CancellationTokenSource _stopping = new();
    ISenderCallback? _callback;

    public Uri Destination => queue;

    /// <summary>Later messages wait in the sender's own database.</summary>
    public bool SupportsNativeScheduledSend => false;

    public async Task<bool> PingAsync() => await table.ExistsAsync();

    public ValueTask SendAsync(Envelope envelope) => _waiting.Writer.WriteAsync(envelope);

    public void RegisterCallback(ISenderCallback senderCallback)
    {
        _callback = senderCallback;
        _ = Task.Run(SendAsync);
    }

    /// <summary>What has not been sent is in the outbox still.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _stopping.Cancel();
    }

    async Task SendAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stopping.Token))
            {
                var batch = new List<Envelope>();
                while (batch.Count < BatchSize && _waiting.Reader.TryRead(out var envelope))
                    batch.Add(envelope);
                try
                {
                    await SendAsync(new OutgoingMessageBatch(queue, batch), _callback!);
                }
                catch (Exception e) when (!_stopping.IsCancellationRequested)
                {
                    // The next batch must go all the same.
                    LogNotNoted(e, queue);
                }

                if (batch.Count < BatchSize)
                    await Task.Delay(options.Pause, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    async Task SendAsync(OutgoingMessageBatch batch, ISenderCallback callback)
    {
        try
        {
            await table.PutAsync([.. batch.Messages], _stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // Wolverine keeps them, asks until the database is there again, and sends them once more.
            await callback.MarkProcessingFailureAsync(batch, e);
            return;
        }

        await callback.MarkSuccessfulAsync(batch);
    }

    [LoggerMessage(LogLevel.Error, "What became of a batch to {Queue} could not be noted; its messages stay in the outbox and are sent again")]
    partial void LogNotNoted(Exception failure, Uri queue);
}
