using JasperFx;
using Marten.Exceptions;
using Modular.Payment.Provider;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Modular.Payment;

/// <summary>What a payment handler does about a failure. Neither rule ends: a payment command is never dropped.</summary>
static class PaymentErrorPolicies
{
    /// <summary>
    /// Retries after 1 s, 5 s, 15 s and then every 30 s (each up to half as much again) while the provider does not answer: giving up
    /// is the order's decision, by <c>RefundPayment</c>. A handler that lost a race on the stream reads it again after 50, 100 and
    /// 250 ms.
    /// </summary>
    public static void RetryUntilAnswered(this HandlerChain chain)
    {
        // Cancelled means that the process stops, and whoever takes over shall ask again.
        chain.OnException<PaymentProviderUnavailableException>()
            .Or<OperationCanceledException>()
            .ScheduleRetryIndefinitely(Seconds(1), Seconds(5), Seconds(15), Seconds(30))
            .WithBoundedJitter(0.5);

        // Attempts are counted over all rules, so that a race can be lost long after the cooldowns are used up.
        chain.OnException<ConcurrencyException>()
            .Or<ExistingStreamIdCollisionException>()
            .RetryWithCooldown(Milliseconds(50), Milliseconds(100), Milliseconds(250))
            .Then.ScheduleRetryIndefinitely(Seconds(1));
    }

    static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
