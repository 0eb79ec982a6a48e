using Microsoft.Extensions.Time.Testing;
using Modular.Inventory.Contracts;
using Modular.Order.Contracts;
using Modular.Order.Fulfilment;
using Modular.Order.Tests.Doubles;
using Modular.Payment.Contracts;

namespace Modular.Order.Tests.Fulfilment;

public sealed class OrderFulfilmentTests
{
    static readonly StockReserved Reserved = new(Given.Id);
    static readonly FulfilmentTimedOut TimedOut = new(Given.Id);

    readonly FakeTimeProvider _clock = new(Given.Now);

    [Theory]
    [InlineData(FulfilmentStage.Reserving, "Stock could not be reserved in time.")]
    [InlineData(FulfilmentStage.Paying, "The payment was not answered in time.")]
    public void An_open_order_whose_time_is_up_is_rejected_and_compensated_and_the_saga_ends(FulfilmentStage stage, string reason)
    {
        var saga = SagaAt(stage);

        var (events, messages) = saga.Handle(TimedOut, Given.OrderThatIs(OrderStatus.Placed), _clock);

        Assert.Equal([new OrderRejected(Given.Id, reason, Given.Now)], events);
        Assert.Equal([new ReleaseStock(Given.Id), new RefundPayment(Given.Id, Given.Id, reason)], messages);
        Assert.True(saga.IsCompleted());
    }

    public static MatrixTheoryData<FulfilmentStage, OrderStatus> WhenSettled { get; } = new(
        [FulfilmentStage.Reserving, FulfilmentStage.Paying], [OrderStatus.Confirmed, OrderStatus.Rejected, OrderStatus.Cancelled]);

    [Theory]
    [MemberData(nameof(WhenSettled))]
    public void A_settled_order_stays_as_it_is_when_its_time_is_up_and_the_saga_ends(FulfilmentStage stage, OrderStatus status)
    {
        var saga = SagaAt(stage);

        var (events, messages) = saga.Handle(TimedOut, Given.OrderThatIs(status), _clock);

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
        OrderFulfilment.NotFound(TimedOut);

        var methods = typeof(OrderFulfilment).GetMethods().ToLookup(method => method.Name, StringComparer.Ordinal);
        var handled = methods["Handle"].Select(method => method.GetParameters()[0].ParameterType).ToHashSet();
        var ignored = methods["NotFound"].Where(method => method.ReturnType == typeof(void)).Select(method => method.GetParameters()[0].ParameterType);
        Assert.Equal(2, handled.Count);
        Assert.Equal(handled, ignored.ToHashSet());
    }

    static OrderFulfilment SagaAt(FulfilmentStage stage)
    {
        var saga = OrderFulfilment.Of(Given.Placed, "tok_approved", TimeSpan.FromSeconds(9));
        if (stage == FulfilmentStage.Paying)
            saga.Handle(Reserved);
        return saga;
    }
}
