using Microsoft.Extensions.Time.Testing;
using Modular.Inventory.Contracts;
using Modular.Order.Contracts;
using Modular.Order.Fulfilment;
using Modular.Order.Tests.Doubles;
using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Marten;

namespace Modular.Order.Tests.Fulfilment;

public sealed class SettlementTests
{
    static readonly StockRejected NoStock = new(Given.Id, "no stock");
    static readonly PaymentCaptured Captured = new(Given.Id, Given.Id, Given.Euro(14.47m));
    static readonly PaymentDeclined Declined = new(Given.Id, Given.Id, "declined");

    readonly FakeTimeProvider _clock = new(Given.Now);

    /// <summary>What each answer makes of an order that is still open.</summary>
    public static TheoryData<object, object, object[]> WhileOpen { get; } = new()
    {
        { NoStock, new OrderRejected(Given.Id, "no stock", Given.Now), [] },
        { Captured, new OrderConfirmed(Given.Id, Given.Now), [new CommitStock(Given.Id)] },
        { Declined, new OrderRejected(Given.Id, "declined", Given.Now), [new ReleaseStock(Given.Id)] },
    };

    [Theory]
    [MemberData(nameof(WhileOpen), DisableDiscoveryEnumeration = true)]
    public void An_open_order_is_settled_and_the_saga_ends(object answer, object happened, object[] sent)
    {
        var (events, messages, saga) = Deliver(answer, Given.OrderThatIs(OrderStatus.Placed));

        Assert.Equal([happened], events);
        Assert.Equal(sent, messages);
        Assert.Equal(new EndOfSaga(Given.Id), saga);
    }

    public static MatrixTheoryData<object, OrderStatus> WhenSettled { get; } = new(
        [NoStock, Captured, Declined], [OrderStatus.Confirmed, OrderStatus.Rejected, OrderStatus.Cancelled]);

    [Theory]
    [MemberData(nameof(WhenSettled), DisableDiscoveryEnumeration = true)]
    public void A_settled_order_stays_as_it_is_and_the_saga_ends(object answer, OrderStatus status)
    {
        var (events, messages, saga) = Deliver(answer, Given.OrderThatIs(status));

        Assert.Empty(events);
        Assert.Empty(messages);
        Assert.Equal(new EndOfSaga(Given.Id), saga);
    }

    (Events Events, OutgoingMessages Messages, EndOfSaga Saga) Deliver(object answer, Order order) => answer switch
    {
        StockRejected rejected => SettlementHandler.Handle(rejected, order, _clock),
        PaymentCaptured captured => SettlementHandler.Handle(captured, order, _clock),
        PaymentDeclined declined => SettlementHandler.Handle(declined, order, _clock),
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };
}
