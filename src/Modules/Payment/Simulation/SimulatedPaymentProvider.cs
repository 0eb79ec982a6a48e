using Modular.Kernel;
using Modular.Payment.Provider;

namespace Modular.Payment.Simulation;

/// <summary>A payment provider for development and tests, steered by <see cref="SimulatedTokens"/>.</summary>
sealed class SimulatedPaymentProvider(IChargeBook book, TimeProvider time) : IPaymentProvider
{
    static TimeSpan SlowAnswer { get; } = TimeSpan.FromSeconds(3);

    public async Task<ChargeResult> ChargeAsync(Guid idempotencyKey, Money amount, string token, CancellationToken cancellation)
    {
        if (token == SimulatedTokens.Timeout)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
        if (token == SimulatedTokens.Slow)
            await Task.Delay(SlowAnswer, time, cancellation);

        var stands = await book.ChargeAsync(idempotencyKey, amount, token, VerdictOn(token), cancellation);
        return stands.Status switch
        {
            ChargeStatus.Charged => new ChargeResult.Approved($"sim-{idempotencyKey:N}"),
            ChargeStatus.Declined => new ChargeResult.Declined(stands.Reason ?? "declined"),
            ChargeStatus.Refunded or ChargeStatus.Voided => new ChargeResult.Declined("called off"),
            _ => throw new PaymentProviderException($"simulated failure of {token}"),
        };
    }

    public Task RefundAsync(Guid idempotencyKey, CancellationToken cancellation) => book.RefundAsync(idempotencyKey, cancellation);

    static ChargeVerdict VerdictOn(string token) => token switch
    {
        SimulatedTokens.Approved or SimulatedTokens.Slow => new(ChargeStatus.Charged),
        SimulatedTokens.Flaky => new(ChargeStatus.Charged, Failures: 2),
        SimulatedTokens.Declined => new(ChargeStatus.Declined, "card declined"),
        _ => new(ChargeStatus.Declined, "unknown token"),
    };
}
