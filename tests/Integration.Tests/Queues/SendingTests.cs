using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Host.Topology.Queues;
using Modular.Integration.Tests.Hosting;
using Wolverine;
using Wolverine.Transports;
using Wolverine.Transports.Sending;

namespace Modular.Integration.Tests.Queues;

public sealed class SendingTests(TestSystem system)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task What_comes_in_the_pause_behind_a_batch_goes_with_the_next()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        var (outbox, time) = (new Outbox(), new FakeTimeProvider());
        using var sender = Sender(queue, outbox, time);
        await sender.SendAsync(QueueOfTest.Message("first"));
        await Eventually.HoldsAsync(() => Task.Run(() => Assert.Single(outbox.Sent)));

        foreach (var text in new[] { "second", "third", "fourth" })
        {
            await sender.SendAsync(QueueOfTest.Message(text));
            // Time enough for it to go by itself.
            Assert.Equal(1, await queue.Table.CountAsync());
        }

        await Eventually.HoldsAsync(() =>
        {
            time.Advance(Pause);
            Assert.Equal<IEnumerable<string?>>([["first"], ["second", "third", "fourth"]], outbox.Sent);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_batch_that_cannot_be_put_in_goes_back_to_the_outbox_with_the_reason()
    {
        await using var queue = await QueueOfTest.CreateAsync(system, isThere: false);
        var outbox = new Outbox();
        using var sender = Sender(queue, outbox, TimeProvider.System);

        await sender.SendAsync(QueueOfTest.Message("one"));

        await Eventually.HoldsAsync(() => Task.Run(() => Assert.Single(outbox.Failed)));
        Assert.Contains("queue_test", outbox.Failed.Single().Reason, StringComparison.Ordinal);
        Assert.False(await sender.PingAsync());
        await queue.Table.CreateAsync();
        Assert.True(await sender.PingAsync());
        await sender.SendAsync(QueueOfTest.Message("one"));
        await Eventually.EqualsAsync(1, queue.Table.CountAsync);
    }

    [Fact]
    public async Task An_outbox_that_breaks_does_not_hold_up_what_comes_after()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        var outbox = new Outbox { Breaks = 1 };
        using var sender = Sender(queue, outbox, TimeProvider.System);

        await sender.SendAsync(QueueOfTest.Message("one"));
        await Eventually.EqualsAsync(1, queue.Table.CountAsync);
        await sender.SendAsync(QueueOfTest.Message("two"));

        await Eventually.EqualsAsync(2, queue.Table.CountAsync);
    }

    static QueueSender Sender(QueueOfTest queue, Outbox outbox, TimeProvider time)
    {
        var sender = new QueueSender(QueueOfTest.Uri, queue.Table, new() { Pause = Pause }, time, NullLogger.Instance);
        sender.RegisterCallback(outbox);
        return sender;
    }

    sealed class Outbox : ISenderCallback
    {
        public ConcurrentQueue<string?[]> Sent { get; } = [];

        public ConcurrentQueue<(int Count, string Reason)> Failed { get; } = [];

        /// <summary>How many times it cannot note what was sent.</summary>
        public int Breaks { get; set; }

        public Task MarkSuccessfulAsync(OutgoingMessageBatch outgoing)
        {
            if (Breaks-- > 0)
                throw new InvalidOperationException("broken");
            Sent.Enqueue([.. outgoing.Messages.Select(message => message.MessageType)]);
            return Task.CompletedTask;
        }

        public Task MarkProcessingFailureAsync(OutgoingMessageBatch outgoing, Exception? exception)
        {
            Failed.Enqueue((outgoing.Messages.Count, exception?.Message ?? ""));
            return Task.CompletedTask;
        }

        public Task MarkTimedOutAsync(OutgoingMessageBatch outgoing) => throw new NotSupportedException();

        public Task MarkSerializationFailureAsync(OutgoingMessageBatch outgoing) => throw new NotSupportedException();

        public Task MarkQueueDoesNotExistAsync(OutgoingMessageBatch outgoing) => throw new NotSupportedException();

        public Task MarkProcessingFailureAsync(OutgoingMessageBatch outgoing) => throw new NotSupportedException();

        public Task MarkSenderIsLatchedAsync(OutgoingMessageBatch outgoing) => throw new NotSupportedException();
    }
}
