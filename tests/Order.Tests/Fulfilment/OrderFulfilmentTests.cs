using Microsoft.Extensions.Time.Testing;
using Modular.Inventory.Contracts;
using Modular.Order.Contracts;
using Modular.Order.Fulfilment;
using Modular.Order.Tests.Doubles;
using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Marten;

namespace Modular.Order.Tests.Fulfilment;

public sealed class OrderFulfilmentTests
{
    const string TooLateToReserve = "Stock could not be reserved in time.";
    const string TooLateToPay = "The payment was not answered in time.";

    static readonly ReleaseStock Release = new(Given.Id);
    static readonly StockReserved Reserved = new(Given.Id);
    static readonly StockRejected NoStock = new(Given.Id, "no stock");
    static readonly PaymentCaptured Captured = new(Given.Id, Given.Id, Given.Euro(14.47m));
    static readonly PaymentDeclined Declined = new(Given.Id, Given.Id, "declined");
    static readonly FulfilmentTimedOut TimedOut = new(Given.Id);

    readonly FakeTimeProvider _clock = new(Given.Now);

    /// <summary>What each message makes of an order that is still open, by what the saga waits for.</summary>
    public static TheoryData<object, FulfilmentStage, object, object[]> WhileOpen { get; } = new()
    {
        { NoStock, FulfilmentStage.Reserving, new OrderRejected(Given.Id, "no stock", Given.Now), [] },
        { NoStock, FulfilmentStage.Paying, new OrderRejected(Given.Id, "no stock", Given.Now), [] },
        { Captured, FulfilmentStage.Reserving, new OrderConfirmed(Given.Id, Given.Now), [new CommitStock(Given.Id)] },
        { Captured, FulfilmentStage.Paying, new OrderConfirmed(Given.Id, Given.Now), [new CommitStock(Given.Id)] },
        { Declined, FulfilmentStage.Reserving, new OrderRejected(Given.Id, "declined", Given.Now), [Release] },
        { Declined, FulfilmentStage.Paying, new OrderRejected(Given.Id, "declined", Given.Now), [Release] },
        {
            TimedOut, FulfilmentStage.Reserving, new OrderRejected(Given.Id, TooLateToReserve, Given.Now),
            [Release, new RefundPayment(Given.Id, Given.Id, TooLateToReserve)]
        },
        {
            TimedOut, FulfilmentStage.Paying, new OrderRejected(Given.Id, TooLateToPay, Given.Now),
            [Release, new RefundPayment(Given.Id, Given.Id, TooLateToPay)]
        },
    };

    [Theory]
    [MemberData(nameof(WhileOpen), DisableDiscoveryEnumeration = true)]
    public void An_open_order_is_settled_and_the_saga_ends(object message, FulfilmentStage stage, object happened, object[] sent)
    {
        var saga = SagaAt(stage);

        var (events, messages) = Deliver(saga, message, Given.OrderThatIs(OrderStatus.Placed));

        Assert.Equal([happened], events);
        Assert.Equal(sent, messages);
        Assert.True(saga.IsCompleted());
    }

    public static MatrixTheoryData<object, FulfilmentStage, OrderStatus> WhenSettled { get; } = new(
        [NoStock, Captured, Declined, TimedOut],
        [FulfilmentStage.Reserving, FulfilmentStage.Paying],
        [OrderStatus.Confirmed, OrderStatus.Rejected, OrderStatus.Cancelled]);

    [Theory]
    [MemberData(nameof(WhenSettled), DisableDiscoveryEnumeration = true)]
    public void A_settled_order_stays_as_it_is_and_the_saga_ends(object message, FulfilmentStage stage, OrderStatus status)
    {
        var saga = SagaAt(stage);

        var (events, messages) = Deliver(saga, message, Given.OrderThatIs(status));

        Assert.Empty(events);
        Assert.Empty(messages);
        Assert.True(saga.IsCompleted());
    }

    [Theory]
    [InlineData(FulfilmentStage.Reserving)]
    [InlineData(FulfilmentStage.Paying)]
    public void Reserved_stock_is_paid_for_under_the_id_of_the_order_so_twice_is_once(FulfilmentStage stage)
    {
        var saga = SagaAt(stage);

        Assert.Equal(new CapturePayment(Given.Id, Given.Id, Given.Euro(14.47m), "tok_approved"), saga.Handle(Reserved));
        Assert.Equal(FulfilmentStage.Paying, saga.Stage);
        Assert.False(saga.IsCompleted());
    }

    [Fact]
    public void A_message_that_arrives_after_the_end_is_ignored()
    {
        OrderFulfilment.NotFound(Reserved);
        OrderFulfilment.NotFound(NoStock);
        OrderFulfilment.NotFound(Captured);
        OrderFulfilment.NotFound(Declined);
        OrderFulfilment.NotFound(TimedOut);

        var methods = typeof(OrderFulfilment).GetMethods().ToLookup(method => method.Name, StringComparer.Ordinal);
        var handled = methods["Handle"].Select(method => method.GetParameters()[0].ParameterType).ToHashSet();
        var ignored = methods["NotFound"].Where(method => method.ReturnType == typeof(void)).Select(method => method.GetParameters()[0].ParameterType);
        Assert.Equal(5, handled.Count);
        Assert.Equal(handled, ignored.ToHashSet());
    }

    static OrderFulfilment SagaAt(FulfilmentStage stage)
    {
        var saga = OrderFulfilment.Of(Given.Placed, "tok_approved", TimeSpan.FromSeconds(9));
        if (stage == FulfilmentStage.Paying)
            saga.Handle(Reserved);
        return saga;
    }

    (Events Events, OutgoingMessages Messages) Deliver(OrderFulfilment saga, object message, Order order) => message switch
    {
        StockRejected rejected => saga.Handle(rejected, order, _clock),
        PaymentCaptured captured => saga.Handle(captured, order, _clock),
        PaymentDeclined declined => saga.Handle(declined, order, _clock),
        FulfilmentTimedOut timeout => saga.Handle(timeout, order, _clock),
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };
}
