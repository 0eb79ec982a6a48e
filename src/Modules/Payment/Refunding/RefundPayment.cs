using Modular.Payment.Contracts;
using Modular.Payment.Provider;
using Wolverine.Marten;
using Wolverine.Persistence.EventSourcing;
using Wolverine.Runtime.Handlers;

namespace Modular.Payment.Refunding;

/// <summary>
/// Gives back what was captured. When nothing was captured yet it voids the payment, also at the provider: a charge whose answer was
/// lost is given back, one that is still on its way is refused (docs/adr/0005-unknown-payment-outcomes.md).
/// </summary>
public static class RefundPaymentHandler
{
    public static void Configure(HandlerChain chain) => chain.RetryUntilAnswered();

    /// <summary>The one effect: has the provider give back, or never make, the charge.</summary>
    /// <exception cref="PaymentProviderUnavailableException">No answer: the customer may still be charged.</exception>
    public static async Task LoadAsync(
        RefundPayment command, Payment? payment, IPaymentProvider provider, CancellationToken cancellation)
    {
        if (payment is null or { Status: PaymentStatus.Captured })
            await provider.RefundAsync(command.PaymentId, cancellation);
    }

    public static Events Handle(RefundPayment command, [WriteModel] Payment? payment, TimeProvider time) => payment switch
    {
        null => [new Voided(command.PaymentId, command.OrderId, command.Reason, time.GetUtcNow())],
        { Status: PaymentStatus.Captured, Amount: { } amount } =>
            [new Refunded(command.PaymentId, command.OrderId, amount, command.Reason, time.GetUtcNow())],
        _ => [],
    };
}
