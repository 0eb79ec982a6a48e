using Modular.Kernel;

namespace Modular.Payment;

/// <summary>The provider charged the customer.</summary>
/// <param name="ProviderReference">The provider's own number of the charge, for reconciliation.</param>
public sealed record Captured(Guid PaymentId, Guid OrderId, Money Amount, string ProviderReference, DateTimeOffset At);

/// <summary>The provider refused; nothing was charged.</summary>
public sealed record Declined(Guid PaymentId, Guid OrderId, Money Amount, string Reason, DateTimeOffset At);

/// <summary>The captured amount went back to the customer.</summary>
public sealed record Refunded(Guid PaymentId, Guid OrderId, Money Amount, string Reason, DateTimeOffset At);

/// <summary>The payment was called off before it was captured; it never will be.</summary>
public sealed record Voided(Guid PaymentId, Guid OrderId, string Reason, DateTimeOffset At);
