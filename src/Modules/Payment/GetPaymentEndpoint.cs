using Modular.Payment.Contracts;
using Wolverine.Http;
using Wolverine.Persistence;
using Wolverine.Persistence.EventSourcing;

namespace Modular.Payment;

/// <summary><c>GET /api/payments/{orderId}</c>: the payment of an order; 404 when it has none yet.</summary>
public static class GetPaymentEndpoint
{
    // An order has one payment, and names it by its own id.
    [WolverineGet("/api/payments/{orderId}")]
    public static PaymentView Get(
        Guid orderId,
        [ReadModel(nameof(orderId), OnMissing = OnMissing.ProblemDetailsWith404, MissingMessage = "Order {0} has no payment.")]
        Payment payment) =>
        new(payment.Id, payment.OrderId, payment.Status, payment.Amount, payment.Reason, payment.UpdatedAt);
}
