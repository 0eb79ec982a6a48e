using Modular.Kernel;
using Modular.Payment.Provider;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Modular.Payment.Resilience;

/// <summary>Calls a provider through the <see cref="PaymentPipeline"/>, every attempt under one key, so that none charges twice.</summary>
sealed class ResilientPaymentProvider(IPaymentProvider provider, ResiliencePipeline pipeline) : IPaymentProvider
{
    /// <exception cref="PaymentProviderUnavailableException">No answer, retries included; the outcome is unknown.</exception>
    public Task<ChargeResult> ChargeAsync(Guid idempotencyKey, Money amount, string token, CancellationToken cancellation) =>
        CallAsync(
            static (call, attempt) => call.provider.ChargeAsync(call.idempotencyKey, call.amount, call.token, attempt),
            (provider, idempotencyKey, amount, token),
            cancellation);

    /// <exception cref="PaymentProviderUnavailableException">No answer, retries included; the customer may still be charged.</exception>
    public Task RefundAsync(Guid idempotencyKey, CancellationToken cancellation) =>
        CallAsync(
            static async (call, attempt) =>
            {
                await call.provider.RefundAsync(call.idempotencyKey, attempt);
                return true;
            },
            (provider, idempotencyKey),
            cancellation);

    async Task<T> CallAsync<T, TCall>(Func<TCall, CancellationToken, Task<T>> attempt, TCall call, CancellationToken cancellation)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                static async (state, token) => await state.attempt(state.call, token), (attempt, call), cancellation);
        }
        catch (Exception failure) when (Explain(failure) is { } why)
        {
            throw new PaymentProviderUnavailableException(why, failure);
        }
    }

    static string? Explain(Exception failure) => failure switch
    {
        TimeoutRejectedException timeout => $"The payment provider did not answer within {timeout.Timeout}.",
        BrokenCircuitException => "The payment provider failed too often; it is given a rest.",
        RateLimiterRejectedException => "Too many calls wait for the payment provider.",
        PaymentProviderException => $"The payment provider failed: {failure.Message}",
        _ => null,
    };
}
