using System.Threading.Channels;
using Modular.Kernel;
using Modular.Payment.Provider;

namespace Modular.Payment.Tests.Doubles;

/// <summary>A provider that does in attempt n (from 1) what the script says, and tells when an attempt has reached it.</summary>
sealed class ScriptedProvider(Func<int, Guid, CancellationToken, Task<ChargeResult>> script) : IPaymentProvider
{
    readonly Channel<int> _reached = Channel.CreateUnbounded<int>();
    int _calls;

    public ScriptedProvider(Func<int, CancellationToken, Task<ChargeResult>> script)
        : this((attempt, _, cancellation) => script(attempt, cancellation))
    {
    }

    public int Calls => Volatile.Read(ref _calls);

    public static Task<ChargeResult> Approve() => Task.FromResult<ChargeResult>(new ChargeResult.Approved("ref"));

    public static Task<ChargeResult> Fail() => Task.FromException<ChargeResult>(new PaymentProviderException("no"));

    public static async Task<ChargeResult> Hang(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        return await Approve();
    }

    /// <summary>Waits until a further attempt is at the provider.</summary>
    public Task<int> NextAttempt() => _reached.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public Task<ChargeResult> ChargeAsync(Guid idempotencyKey, Money amount, string token, CancellationToken cancellation) =>
        Attempt(idempotencyKey, cancellation);

    public Task RefundAsync(Guid idempotencyKey, CancellationToken cancellation) => Attempt(idempotencyKey, cancellation);

    Task<ChargeResult> Attempt(Guid idempotencyKey, CancellationToken cancellation)
    {
        var attempt = Interlocked.Increment(ref _calls);
        var answer = script(attempt, idempotencyKey, cancellation);
        _reached.Writer.TryWrite(attempt);
        return answer;
    }
}
