using Microsoft.Extensions.Logging.Abstractions;
using Modular.Payment.Provider;
using Modular.Payment.Resilience;
using Modular.Payment.Tests.Doubles;

namespace Modular.Payment.Tests.Resilience;

public sealed class PaymentPipelineTests
{
    // Retries follow at once, so that time moves only where a test moves it.
    static PaymentProviderOptions Options { get; } = new() { RetryDelay = TimeSpan.Zero };

    static PaymentProviderOptions NoRetries { get; } = Options with { Retries = 0 };

    readonly TimerClock _clock = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_attempt_that_fails_is_retried()
    {
        var provider = new ScriptedProvider((attempt, _) => attempt <= 3 ? ScriptedProvider.Fail() : ScriptedProvider.Approve());

        Assert.IsType<ChargeResult.Approved>(await Charge(Through(provider, Options)));
        Assert.Equal(4, provider.Calls);
    }

    [Fact]
    public async Task After_the_last_retry_the_provider_counts_as_unavailable()
    {
        var provider = new ScriptedProvider((_, _) => ScriptedProvider.Fail());

        var unavailable = await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => Charge(Through(provider, Options)));

        Assert.Equal("The payment provider failed: no", unavailable.Message);
        Assert.Equal(4, provider.Calls);
    }

    [Fact]
    public async Task A_decline_is_an_answer_and_not_retried()
    {
        var provider = new ScriptedProvider((_, _) => Task.FromResult<ChargeResult>(new ChargeResult.Declined("no money")));

        Assert.Equal(new ChargeResult.Declined("no money"), await Charge(Through(provider, Options)));
        Assert.Equal(1, provider.Calls);
    }

    [Fact]
    public async Task A_bug_is_neither_retried_nor_hidden()
    {
        var provider = new ScriptedProvider((_, _) => Task.FromException<ChargeResult>(new NotSupportedException()));

        await Assert.ThrowsAsync<NotSupportedException>(() => Charge(Through(provider, Options)));
        Assert.Equal(1, provider.Calls);
    }

    [Fact]
    public async Task A_refund_goes_the_same_way()
    {
        var provider = new ScriptedProvider((attempt, _) => attempt == 1 ? ScriptedProvider.Fail() : ScriptedProvider.Approve());

        await Through(provider, Options).RefundAsync(Given.Id, Cancellation);

        Assert.Equal(2, provider.Calls);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_given_up_after_its_timeout_and_retried()
    {
        var provider = new ScriptedProvider((attempt, cancel) => attempt == 1 ? ScriptedProvider.Hang(cancel) : ScriptedProvider.Approve());
        var charge = Charge(Through(provider, Options));

        await provider.NextAttempt();
        _clock.Advance(Options.AttemptTimeout - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, provider.Calls);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.IsType<ChargeResult.Approved>(await charge.Soon());
    }

    [Fact]
    public async Task The_total_timeout_ends_the_call_in_the_middle_of_an_attempt()
    {
        var provider = new ScriptedProvider((_, cancel) => ScriptedProvider.Hang(cancel));
        var charge = Charge(Through(provider, Options with { TotalTimeout = TimeSpan.FromSeconds(12) }));

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await provider.NextAttempt();
            _clock.Advance(Options.AttemptTimeout);
        }

        await provider.NextAttempt();
        Assert.False(charge.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        var unavailable = await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => charge.Soon());
        Assert.Equal("The payment provider did not answer within 00:00:12.", unavailable.Message);
        Assert.Equal(3, provider.Calls);
    }

    [Fact]
    public async Task Retries_wait_longer_and_longer_up_to_the_cap()
    {
        var options = new PaymentProviderOptions
        {
            Retries = 10,
            RetryDelay = TimeSpan.FromMilliseconds(200),
            MaxRetryDelay = TimeSpan.FromSeconds(2),
            AttemptTimeout = TimeSpan.FromSeconds(30),
            TotalTimeout = TimeSpan.FromSeconds(50),
        };
        var charge = Charge(Through(new ScriptedProvider((_, _) => ScriptedProvider.Fail()), options, chance: () => 0.5));

        var delays = new List<TimeSpan>();
        for (var retry = 1; retry <= options.Retries; retry++)
        {
            delays.Add(await _clock.NextTimer(longest: options.MaxRetryDelay));
            _clock.Advance(delays[^1]);
        }

        await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => charge.Soon());
        Assert.InRange(delays[0], options.RetryDelay * 0.5, options.RetryDelay * 1.5);
        Assert.Equal(delays.Order(), delays);
        Assert.Equal(6, delays.Distinct().Count());
        Assert.Equal(options.MaxRetryDelay, delays[^1]);
    }

    [Fact]
    public async Task No_more_calls_than_the_limit_are_at_the_provider_and_the_queue_is_bounded()
    {
        var gate = new TaskCompletionSource<ChargeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = new ScriptedProvider((_, _) => gate.Task);
        var limited = Through(provider, NoRetries with { MaxConcurrentCalls = 2, MaxQueuedCalls = 1 });

        Task<ChargeResult>[] accepted = [Charge(limited), Charge(limited), Charge(limited)];
        var refused = await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => Charge(limited).Soon());

        Assert.Equal("Too many calls wait for the payment provider.", refused.Message);
        Assert.Equal(2, provider.Calls);

        gate.SetResult(new ChargeResult.Approved("ref"));
        await Task.WhenAll(accepted).Soon();
        Assert.Equal(3, provider.Calls);
    }

    [Fact]
    public async Task A_cancelled_caller_is_told_so_and_not_that_the_provider_is_unavailable()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var provider = new ScriptedProvider((_, cancel) => ScriptedProvider.Hang(cancel));
        var charge = Through(provider, Options).ChargeAsync(Given.Id, Given.Amount, "tok", caller.Token);

        await provider.NextAttempt();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => charge.Soon());
        Assert.Equal(1, provider.Calls);
    }

    ResilientPaymentProvider Through(ScriptedProvider provider, PaymentProviderOptions options, Func<double>? chance = null) =>
        new(provider, PaymentPipeline.Build(options, _clock, NullLoggerFactory.Instance, chance));

    static Task<ChargeResult> Charge(ResilientPaymentProvider provider) =>
        provider.ChargeAsync(Given.Id, Given.Amount, "tok", Cancellation);
}
