using Modular.Payment.Contracts;
using Modular.Payment.Provider;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Persistence.EventSourcing;
using Wolverine.Runtime.Handlers;

namespace Modular.Payment.Capturing;

/// <summary>
/// Charges the customer once. The first command decides the payment; every later one, and one that arrives after the payment was
/// called off, only repeats the answer.
/// </summary>
public static class CapturePaymentHandler
{
    const string CalledOff = "called off";

    public static void Configure(HandlerChain chain) => chain.RetryUntilAnswered();

    /// <summary>The one effect: asks the provider, unless the payment is decided already.</summary>
    /// <returns>The provider's answer; null when it was not asked.</returns>
    /// <exception cref="PaymentProviderUnavailableException">No answer: whether a charge was made is unknown.</exception>
    public static async Task<ChargeResult?> LoadAsync(
        CapturePayment command, Payment? payment, IPaymentProvider provider, CancellationToken cancellation) =>
        payment is null
            ? await provider.ChargeAsync(command.PaymentId, command.Amount, command.Token, cancellation)
            : null;

    public static (Events, OutgoingMessages) Handle(
        CapturePayment command, [WriteModel] Payment? payment, ChargeResult? charge, TimeProvider time)
    {
        var (id, order, amount, _) = command;
        return (payment, charge) switch
        {
            (null, ChargeResult.Approved approved) =>
                ([new Captured(id, order, amount, approved.Reference, time.GetUtcNow())], [new PaymentCaptured(id, order, amount)]),
            (null, ChargeResult.Declined declined) =>
                ([new Declined(id, order, amount, declined.Reason, time.GetUtcNow())], [new PaymentDeclined(id, order, declined.Reason)]),
            ({ Status: PaymentStatus.Captured, Amount: { } captured }, _) => ([], [new PaymentCaptured(id, order, captured)]),
            ({ Status: PaymentStatus.Declined, Reason: { } reason }, _) => ([], [new PaymentDeclined(id, order, reason)]),
            _ => ([], [new PaymentDeclined(id, order, CalledOff)]),
        };
    }
}
