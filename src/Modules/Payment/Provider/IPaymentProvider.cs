using Modular.Kernel;

namespace Modular.Payment.Provider;

/// <summary>
/// A payment provider, such as a bank or a card processor. Both calls may be repeated: they have their effect once for a key.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>Charges the customer, unless a charge under the key was decided before: then that answer is repeated.</summary>
    /// <param name="idempotencyKey">The payment id.</param>
    /// <param name="token">What stands for the card.</param>
    /// <exception cref="PaymentProviderException">The provider failed; whether it charged is unknown. Ask again.</exception>
    Task<ChargeResult> ChargeAsync(Guid idempotencyKey, Money amount, string token, CancellationToken cancellation);

    /// <summary>
    /// Gives back what was charged under the key. Once it has returned, nothing is charged under the key <em>and nothing ever will
    /// be</em>: a charge that arrives later is declined. A provider without such a call needs an adapter that makes it so, for
    /// example by opening the payment before charging it, and cancelling that.
    /// </summary>
    /// <exception cref="PaymentProviderException">The provider failed; the customer may still be charged. Ask again.</exception>
    Task RefundAsync(Guid idempotencyKey, CancellationToken cancellation);
}
