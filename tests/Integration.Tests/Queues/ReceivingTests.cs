using Modular.Integration.Tests.Hosting;

namespace Modular.Integration.Tests.Queues;

public sealed class ReceivingTests(TestSystem system)
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan NotInThisTest = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Messages_come_out_in_order_once_and_leave_nothing_behind()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        var sent = Enumerable.Range(0, 250).Select(number => $"{number}").ToList();
        await queue.PutAsync(sent);
        var receiver = new Receiver(_ => true);

        await using var listener = queue.Listen(receiver, Soon);

        await Eventually.HoldsAsync(() => Task.Run(() => Assert.Equal(sent, receiver.Received)));
        await Eventually.EqualsAsync(0, queue.Table.CountAsync);
    }

    [Fact]
    public async Task A_receiver_is_woken_by_what_is_put_in()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        var receiver = new Receiver(_ => true);
        await using var listener = queue.Listen(receiver, NotInThisTest, queue.Bell());

        // The first may be found by looking, or come before anybody listens; what follows is rung for.
        await Eventually.HoldsAsync(async () =>
        {
            await queue.PutAsync("ring");
            Assert.NotEmpty(receiver.Received);
        });
        await Eventually.EqualsAsync(0, queue.Table.CountAsync);
        await queue.PutAsync("again");

        await Eventually.HoldsAsync(() => Task.Run(() => Assert.Contains("again", receiver.Received)));
    }

    [Fact]
    public async Task What_was_not_settled_comes_again_and_what_was_does_not()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        await queue.PutAsync("settled", "deferred");
        var deferred = 0;
        var receiver = new Receiver(message => message.MessageType == "settled" || ++deferred == 3);

        await using var listener = queue.Listen(receiver, Soon);

        await Eventually.EqualsAsync(0, queue.Table.CountAsync);
        Assert.Equal(["settled", "deferred", "deferred", "deferred"], receiver.Received);
    }

    [Fact]
    public async Task A_receiver_that_breaks_loses_nothing()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        await queue.PutAsync("one", "two");
        var broken = 2;
        var receiver = new Receiver(_ => broken-- > 0 ? throw new InvalidOperationException("broken") : true);

        await using var listener = queue.Listen(receiver, Soon);

        await Eventually.EqualsAsync(0, queue.Table.CountAsync);
        Assert.Equal(["one", "one", "one", "two"], receiver.Received);
    }

    [Fact]
    public async Task Two_receivers_do_not_get_the_same_message_and_neither_waits_for_the_other()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        await queue.PutAsync("one", "two");
        await using var one = await queue.ConnectAsync();
        await using var another = await queue.ConnectAsync();
        await using var first = await one.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var second = await another.BeginTransactionAsync(TestContext.Current.CancellationToken);

        var taken = await queue.Table.TakeAsync(one, 1, TestContext.Current.CancellationToken);
        var beside = await queue.Table.TakeAsync(another, 1, TestContext.Current.CancellationToken);

        Assert.Equal(["one", "two"], taken.Concat(beside).Select(message => message.MessageType));
    }

    [Fact]
    public async Task What_cannot_be_read_is_handed_on_without_a_type_for_the_dead_letters()
    {
        await using var queue = await QueueOfTest.CreateAsync(system);
        await queue.ExecuteAsync("insert into queues.queue_test (id, message_type, body) values (gen_random_uuid(), 'x', '\\x00')");
        await queue.PutAsync("behind it");
        var receiver = new Receiver(_ => true);

        await using var listener = queue.Listen(receiver, Soon);

        await Eventually.HoldsAsync(() => Task.Run(() => Assert.Equal(["nothing", "behind it"], receiver.Received)));
    }
}
