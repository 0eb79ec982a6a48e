using JasperFx.Events;
using Marten;
using Marten.Services;
using Microsoft.Extensions.Time.Testing;
using Modular.Order.Contracts;
using Modular.Order.Tests.Doubles;
using Modular.Order.Waiting;

namespace Modular.Order.Tests.Waiting;

public sealed class OrderOutcomesTests
{
    static readonly TimeSpan FiveSeconds = TimeSpan.FromSeconds(5);
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly FakeTimeProvider _clock = new(Given.Now);
    readonly SettledOrders _settled = new();
    Order? _order = Given.OrderThatIs(OrderStatus.Placed);
    int _looks;

    [Theory]
    [InlineData(OrderStatus.Confirmed, null)]
    [InlineData(OrderStatus.Rejected, "SKU-1: 2 wanted, 1 available.")]
    [InlineData(OrderStatus.Cancelled, "Changed my mind.")]
    public async Task A_final_order_is_told_at_once(OrderStatus status, string? reason)
    {
        _order = Given.OrderThatIs(status);

        Assert.Equal(new OrderReceipt(Given.Id, status, reason), await Soon(Wait()));
    }

    [Fact]
    public async Task A_commit_in_this_process_wakes_the_waiter_without_any_time_passing()
    {
        var waiting = Wait();
        _order = Given.OrderThatIs(OrderStatus.Confirmed);
        await Commit(new OrderConfirmed(Given.Id, Given.Now));

        Assert.Equal(OrderStatus.Confirmed, (await Soon(waiting))?.Status);
    }

    [Fact]
    public async Task A_commit_of_another_order_or_event_wakes_nobody()
    {
        using var waiter = _settled.Expect(Given.Id);
        await Commit(new OrderConfirmed(Guid.Empty, Given.Now), Guid.Empty);
        await Commit(Given.Placed);

        var waiting = waiter.WaitAsync(FiveSeconds, _clock, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        await Commit(new OrderConfirmed(Given.Id, Given.Now));
        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_order_settled_in_another_process_is_found_within_250_ms()
    {
        var waiting = Wait();
        _order = Given.OrderThatIs(OrderStatus.Rejected);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(PollInterval);

        Assert.Equal(OrderStatus.Rejected, (await Soon(waiting))?.Status);
        Assert.Equal(2, _looks);
    }

    [Fact]
    public async Task When_the_time_is_up_there_is_no_outcome()
    {
        var waiting = Wait(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Null(await Soon(waiting));
    }

    [Fact]
    public async Task Waiting_no_time_at_all_looks_once()
    {
        Assert.Null(await Soon(Wait(TimeSpan.Zero, TestContext.Current.CancellationToken)));
        Assert.Equal(1, _looks);
    }

    [Fact]
    public async Task An_order_that_is_not_there_yet_is_waited_for()
    {
        _order = null;
        var waiting = Wait();
        _order = Given.OrderThatIs(OrderStatus.Confirmed);
        _clock.Advance(PollInterval);

        Assert.NotNull(await Soon(waiting));
    }

    [Fact]
    public async Task A_client_that_goes_away_is_waited_for_no_longer()
    {
        using var client = new CancellationTokenSource();
        var waiting = Wait(FiveSeconds, client.Token);
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(waiting));
    }

    Task<OrderReceipt?> Wait() => Wait(FiveSeconds, TestContext.Current.CancellationToken);

    [Fact]
    public async Task An_order_placed_just_now_is_not_looked_for_before_waiting()
    {
        var waiting = Wait(FiveSeconds, TestContext.Current.CancellationToken, isNew: true);
        Assert.Equal(0, _looks);
        await Commit(new OrderRejected(Given.Id, "card declined", Given.Now));

        Assert.Equal(new OrderReceipt(Given.Id, OrderStatus.Rejected, "card declined"), await Soon(waiting));
        Assert.Equal(0, _looks);
    }

    Task<OrderReceipt?> Wait(TimeSpan longest, CancellationToken cancellation, bool isNew = false)
    {
        var session = Fake.Of<IQuerySession>(
            (nameof(IQuerySession.LoadAsync), _ => Look()),
            (nameof(IAsyncDisposable.DisposeAsync), _ => ValueTask.CompletedTask));
        var store = Fake.Of<IOrderStore>((nameof(IDocumentStore.QuerySession), _ => session));
        return new OrderOutcomes(store, _settled, _clock).WaitAsync(Given.Id, longest, isNew, cancellation);
    }

    Task<Order?> Look()
    {
        _looks++;
        return Task.FromResult(_order);
    }

    Task Commit(object happened, Guid? stream = null)
    {
        IEvent[] events = [new Event<object>(happened) { StreamId = stream ?? Given.Id }];
        var commit = Fake.Of<IChangeSet>((nameof(IChangeSet.GetEvents), _ => events));
        return _settled.AfterCommitAsync(Fake.Of<IDocumentSession>(), commit, TestContext.Current.CancellationToken);
    }

    static Task<OrderReceipt?> Soon(Task<OrderReceipt?> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
