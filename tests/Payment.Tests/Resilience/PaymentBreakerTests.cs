using Microsoft.Extensions.Logging.Abstractions;
using Modular.Payment.Provider;
using Modular.Payment.Resilience;
using Modular.Payment.Tests.Doubles;

namespace Modular.Payment.Tests.Resilience;

public sealed class PaymentBreakerTests
{
    static PaymentProviderOptions Options { get; } =
        new() { Retries = 0, BreakerMinimumThroughput = 4, MaxConcurrentCalls = 1, MaxQueuedCalls = 0 };

    readonly TimerClock _clock = new();
    readonly ScriptedProvider _provider;
    readonly ResilientPaymentProvider _behindBreaker;
    Func<CancellationToken, Task<ChargeResult>> _answer = _ => ScriptedProvider.Fail();

    public PaymentBreakerTests()
    {
        _provider = new((_, cancellation) => _answer(cancellation));
        _behindBreaker = new(_provider, PaymentPipeline.Build(Options, _clock, NullLoggerFactory.Instance));
    }

    [Fact]
    public async Task It_opens_after_enough_failures_and_spares_the_provider()
    {
        await FailTimes(4);

        Assert.Equal("The payment provider failed too often; it is given a rest.", await Refusal());
        Assert.Equal(4, _provider.Calls);
    }

    [Fact]
    public async Task It_stays_closed_below_the_minimum_throughput()
    {
        await FailTimes(3);

        Assert.Equal("The payment provider failed: no", await Refusal());
        Assert.Equal(4, _provider.Calls);
    }

    [Fact]
    public async Task It_stays_closed_while_most_attempts_succeed()
    {
        _answer = _ => ScriptedProvider.Approve();
        for (var call = 1; call <= 5; call++)
            await Charge();
        _answer = _ => ScriptedProvider.Fail();
        await FailTimes(4);

        Assert.Equal("The payment provider failed: no", await Refusal());
    }

    [Fact]
    public async Task Failures_are_forgotten_after_the_sampling_window()
    {
        await FailTimes(3);
        _clock.Advance(Options.BreakerSamplingWindow + TimeSpan.FromSeconds(1));
        await FailTimes(3);

        Assert.Equal(6, _provider.Calls);
        Assert.Equal("The payment provider failed: no", await Refusal());
    }

    [Fact]
    public async Task After_the_break_one_success_closes_it()
    {
        await FailTimes(4);
        _answer = _ => ScriptedProvider.Approve();

        _clock.Advance(Options.BreakDuration - TimeSpan.FromMilliseconds(1));
        await Refusal();
        Assert.Equal(4, _provider.Calls);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Charge();
        await Charge();
        Assert.Equal(6, _provider.Calls);
    }

    [Fact]
    public async Task After_the_break_one_failure_opens_it_again()
    {
        await FailTimes(4);

        _clock.Advance(Options.BreakDuration);
        Assert.Equal("The payment provider failed: no", await Refusal());
        Assert.Equal("The payment provider failed too often; it is given a rest.", await Refusal());
        Assert.Equal(5, _provider.Calls);
    }

    [Fact]
    public async Task Attempts_without_an_answer_count_as_failures()
    {
        _answer = ScriptedProvider.Hang;
        for (var call = 1; call <= 4; call++)
        {
            var charge = Charge();
            await _provider.NextAttempt();
            _clock.Advance(Options.AttemptTimeout);
            await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => charge.Soon());
        }

        Assert.Equal("The payment provider failed too often; it is given a rest.", await Refusal());
    }

    [Fact]
    public async Task Neither_cancelled_callers_nor_our_own_limit_count_as_failures()
    {
        _answer = ScriptedProvider.Hang;
        for (var call = 1; call <= 10; call++)
        {
            using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var charge = _behindBreaker.ChargeAsync(Given.Id, Given.Amount, "tok", caller.Token);
            Assert.Equal("Too many calls wait for the payment provider.", await Refusal());
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => charge.Soon());
        }

        _answer = _ => ScriptedProvider.Approve();
        Assert.IsType<ChargeResult.Approved>(await Charge());
    }

    Task<ChargeResult> Charge() =>
        _behindBreaker.ChargeAsync(Given.Id, Given.Amount, "tok", TestContext.Current.CancellationToken);

    async Task FailTimes(int count)
    {
        for (var call = 1; call <= count; call++)
            await Refusal();
    }

    async Task<string> Refusal() => (await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => Charge().Soon())).Message;
}
