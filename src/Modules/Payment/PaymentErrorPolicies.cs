using JasperFx;
using Marten.Exceptions;
using Modular.Payment.Provider;
using Npgsql;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Modular.Payment;

/// <summary>
/// What a payment handler does about a failure that passes. Neither rule ends: no payment command is dropped because the provider or
/// the database was away. A bug goes to the dead letters, where it can be seen.
/// </summary>
static class PaymentErrorPolicies
{
    /// <summary>
    /// Retries after 1 s, 5 s, 15 s and then every 30 s (each up to half as much again) while the provider or the database does not
    /// answer: giving up is the order's decision, by <c>RefundPayment</c>. A handler that lost a race for the stream reads it again
    /// after 50, 100 and 250 ms.
    /// </summary>
    public static void RetryUntilAnswered(this HandlerChain chain)
    {
        // Attempts are counted over all rules, so that a race can be lost long after the cooldowns are used up.
        chain.OnException<ConcurrencyException>()
            .Or<ExistingStreamIdCollisionException>()
            .RetryWithCooldown(Milliseconds(50), Milliseconds(100), Milliseconds(250))
            .Then.ScheduleRetryIndefinitely(Seconds(1));

        // Cancelled means that the process stops, and whoever takes over shall ask again.
        chain.OnException<PaymentProviderUnavailableException>()
            .Or<OperationCanceledException>()
            .Or<NpgsqlException>(failure => failure.IsTransient)
            .OrInner<NpgsqlException>(failure => failure.IsTransient)
            .ScheduleRetryIndefinitely(Seconds(1), Seconds(5), Seconds(15), Seconds(30))
            .WithBoundedJitter(0.5);
    }

    static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
