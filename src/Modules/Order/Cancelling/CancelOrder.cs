using JasperFx.Events;
using Marten.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Inventory.Contracts;
using Modular.Order.Contracts;
using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;
using Wolverine.Persistence.EventSourcing;

namespace Modular.Order.Cancelling;

/// <summary>
/// <c>POST /api/orders/{id}/cancel</c>. Goods and money go back, however far the order had come. A saga that is still under way
/// finds the order settled and ends.
/// </summary>
[Storage(typeof(IOrderStore))]
public static class CancelOrderEndpoint
{
    const string Reason = "Cancelled by the customer.";

    [Tags("Orders")]
    [EndpointSummary("Cancel an order. Goods and money go back.")]
    [ProducesResponseType<OrderReceipt>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [Middleware(typeof(EmptyOrderId))]
    [WolverinePost("/api/orders/{id}/cancel")]
    public static (IResult, Events, OutgoingMessages) Post(
        Guid id, [WriteModel("id", OnMissing = OnMissing.ProblemDetailsWith404)] Order order, TimeProvider time) => order.Status switch
        {
            OrderStatus.Cancelled => (Results.Ok(Receipt(order)), [], []),
            OrderStatus.Rejected => (OrderProblems.Conflict($"Order {id} was rejected: {order.Reason} There is nothing to cancel."), [], []),
            _ => Cancel(order, time.GetUtcNow()),
        };

    static (IResult, Events, OutgoingMessages) Cancel(Order order, DateTimeOffset now)
    {
        var cancelled = new OrderCancelled(order.Id, Reason, WasConfirmed: order.Status == OrderStatus.Confirmed, now);
        return (
            Results.Ok(Receipt(order.Apply(cancelled))),
            [cancelled],
            [new ReleaseStock(order.Id), new RefundPayment(order.Id, order.Id, Reason)]);
    }

    static OrderReceipt Receipt(Order order) => new(order.Id, order.Status, order.Reason);
}
