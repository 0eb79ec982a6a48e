using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Time.Testing;
using Modular.Inventory.Contracts;
using Modular.Order.Cancelling;
using Modular.Order.Contracts;
using Modular.Order.Tests.Doubles;
using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Marten;

namespace Modular.Order.Tests.Cancelling;

public sealed class CancelOrderTests
{
    const string Reason = "Cancelled by the customer.";

    [Theory]
    [InlineData(OrderStatus.Placed, false)]
    [InlineData(OrderStatus.Confirmed, true)]
    public void An_order_that_stands_is_cancelled_and_goods_and_money_go_back(OrderStatus status, bool wasConfirmed)
    {
        var (answer, events, messages) = Cancel(Given.OrderThatIs(status));

        Assert.Equal(new OrderReceipt(Given.Id, OrderStatus.Cancelled, Reason), Assert.IsType<Ok<OrderReceipt>>(answer).Value);
        Assert.Equal([new OrderCancelled(Given.Id, Reason, wasConfirmed, Given.Now)], events);
        Assert.Equal([new ReleaseStock(Given.Id), new RefundPayment(Given.Id, Given.Id, Reason)], messages);
    }

    [Fact]
    public void A_cancelled_order_is_answered_again_and_nothing_more_happens()
    {
        var (answer, events, messages) = Cancel(Given.OrderThatIs(OrderStatus.Cancelled));

        Assert.Equal(new OrderReceipt(Given.Id, OrderStatus.Cancelled, "Changed my mind."), Assert.IsType<Ok<OrderReceipt>>(answer).Value);
        Assert.Empty(events);
        Assert.Empty(messages);
    }

    [Fact]
    public void A_rejected_order_cannot_be_cancelled()
    {
        var (answer, events, messages) = Cancel(Given.OrderThatIs(OrderStatus.Rejected));

        var problem = Assert.IsType<ProblemHttpResult>(answer).ProblemDetails;
        Assert.Equal(StatusCodes.Status409Conflict, problem.Status);
        Assert.Equal($"Order {Given.Id} was rejected: SKU-1: 2 wanted, 1 available. There is nothing to cancel.", problem.Detail);
        Assert.Empty(events);
        Assert.Empty(messages);
    }

    static (IResult Answer, Events Events, OutgoingMessages Messages) Cancel(Order order) =>
        CancelOrderEndpoint.Post(Given.Id, order, new FakeTimeProvider(Given.Now));
}
