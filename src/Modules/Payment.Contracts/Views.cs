using Modular.Kernel;

namespace Modular.Payment.Contracts;

/// <summary>A payment as the API shows it.</summary>
/// <param name="Reason">Why it was declined, refunded or voided.</param>
public sealed record PaymentView(Guid PaymentId, Guid OrderId, PaymentStatus Status, Money? Amount, string? Reason, DateTimeOffset UpdatedAt);

/// <summary>Where a payment stands.</summary>
public enum PaymentStatus
{
    Captured,
    Declined,
    Refunded,

    /// <summary>Called off before anything was captured.</summary>
    Voided,
}
