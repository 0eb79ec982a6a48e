using Modular.Kernel;
using Wolverine.Attributes;

namespace Modular.Payment.Contracts;

/// <summary>Charge the customer once. Answered by <see cref="PaymentCaptured"/> or <see cref="PaymentDeclined"/>.</summary>
/// <param name="PaymentId">Identity of the payment and idempotency key at the provider: a second request charges nothing.</param>
/// <param name="Token">What the customer's browser got from the provider in place of card data.</param>
[MessageIdentity("payment.capture-payment.v1")]
public sealed record CapturePayment(Guid PaymentId, Guid OrderId, Money Amount, string Token);

/// <summary>
/// Give back whatever was captured. It may arrive before the capture, which then charges nothing: so a sender may compensate
/// without knowing how far the payment had come.
/// </summary>
[MessageIdentity("payment.refund-payment.v1")]
public sealed record RefundPayment(Guid PaymentId, Guid OrderId, string Reason);

/// <summary>The money is ours.</summary>
[MessageIdentity("payment.payment-captured.v1")]
public sealed record PaymentCaptured(Guid PaymentId, Guid OrderId, Money Amount);

/// <summary>The money is not ours, and will not be.</summary>
/// <param name="Reason">Why, for people.</param>
[MessageIdentity("payment.payment-declined.v1")]
public sealed record PaymentDeclined(Guid PaymentId, Guid OrderId, string Reason);
