using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Payment.Contracts;
using Wolverine.Http;

namespace Modular.Payment.Reading;

/// <summary><c>GET /api/payments/{orderId}</c>: the payment of an order; 404 when nothing is decided yet.</summary>
public static class GetPaymentEndpoint
{
    // An order has one payment, and names it by its own id.
    public static Task<Payment?> LoadAsync(Guid orderId, IQuerySession session, CancellationToken cancellation) =>
        session.Events.AggregateStreamAsync<Payment>(orderId, token: cancellation);

    public static ProblemDetails Validate(Guid orderId, Payment? payment) =>
        payment is not null
            ? WolverineContinue.NoProblems
            : new()
            {
                Status = StatusCodes.Status404NotFound,
                Title = "No such payment",
                Detail = $"Order {orderId} has no payment that is captured, declined, refunded or voided.",
            };

    [Tags("Payments")]
    [EndpointSummary("The payment of an order.")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [WolverineGet("/api/payments/{orderId}")]
    public static PaymentView Get(Payment payment) =>
        new(payment.Id, payment.OrderId, payment.Status, payment.Amount, payment.Reason, payment.UpdatedAt);
}
