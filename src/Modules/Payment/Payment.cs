using Modular.Kernel;
using Modular.Payment.Contracts;

namespace Modular.Payment;

/// <summary>
/// One payment, its stream named by the payment id. No stream means that nothing is decided yet; every event but
/// <see cref="Captured"/> is final, and a captured payment can still be refunded.
/// </summary>
/// <param name="Id">The payment id, and the idempotency key at the provider.</param>
/// <param name="Amount">Absent when the payment was voided before its amount was known.</param>
/// <param name="Reason">Why it was declined, refunded or voided.</param>
public sealed record Payment(Guid Id, Guid OrderId, PaymentStatus Status, Money? Amount, string? Reason, DateTimeOffset UpdatedAt)
{
    public static Payment Create(Captured e) => new(e.PaymentId, e.OrderId, PaymentStatus.Captured, e.Amount, null, e.At);

    public static Payment Create(Declined e) => new(e.PaymentId, e.OrderId, PaymentStatus.Declined, e.Amount, e.Reason, e.At);

    public static Payment Create(Voided e) => new(e.PaymentId, e.OrderId, PaymentStatus.Voided, null, e.Reason, e.At);

    public Payment Apply(Refunded e) => this with { Status = PaymentStatus.Refunded, Reason = e.Reason, UpdatedAt = e.At };
}
