using Modular.Payment.Provider;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Modular.Payment;

/// <summary>What a payment handler does while the provider does not answer. It never ends: no payment command is dropped for that.</summary>
static class PaymentErrorPolicies
{
    /// <summary>
    /// Retries after 1 s, 5 s, 15 s and then every 30 s, each up to half as much again: giving up is the order's decision, by
    /// <c>RefundPayment</c>.
    /// </summary>
    public static void RetryUntilAnswered(this HandlerChain chain) =>
        chain.OnException<PaymentProviderUnavailableException>()
            .ScheduleRetryIndefinitely(Seconds(1), Seconds(5), Seconds(15), Seconds(30))
            .WithBoundedJitter(0.5);

    static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
