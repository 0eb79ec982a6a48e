using Microsoft.Extensions.Logging.Abstractions;
using Modular.Payment.Contracts;
using Modular.Payment.Provider;
using Modular.Payment.Resilience;
using Modular.Payment.Simulation;
using Modular.Payment.Tests.Doubles;

namespace Modular.Payment.Tests;

/// <summary>What the customer is charged in the end, by the provider's own book, when answers are lost on the way.</summary>
public sealed class ChargedOnceTests
{
    static PaymentProviderOptions Options { get; } = new() { RetryDelay = TimeSpan.Zero, Retries = 2 };

    readonly InMemoryChargeBook _book = new();
    readonly TimerClock _clock = new();

    [Fact]
    public async Task A_flaky_provider_charges_once()
    {
        var desk = Desk(new SimulatedPaymentProvider(_book, _clock));

        await desk.Deliver(Given.Capture("tok_flaky"));

        Assert.IsType<PaymentCaptured>(Assert.Single(desk.Answers));
        Assert.Equal(12.50m, _book.Charged);
        Assert.Equal(3, _book[Given.Id]!.Attempts);
    }

    [Fact]
    public async Task A_slow_provider_is_waited_for_and_charges_once()
    {
        var desk = Desk(new SimulatedPaymentProvider(_book, _clock));

        var delivery = desk.Deliver(Given.Capture("tok_slow"));
        await _clock.NextTimer(longest: TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(3));
        await delivery.Soon();

        Assert.IsType<PaymentCaptured>(Assert.Single(desk.Answers));
        Assert.Equal(1, _book[Given.Id]!.Attempts);
    }

    [Fact]
    public async Task A_provider_that_charges_and_then_fails_charges_once()
    {
        var desk = Desk(ChargesAndThen((attempt, _) => attempt <= 2 ? ScriptedProvider.Fail() : ScriptedProvider.Approve()));

        await desk.Deliver(Given.Capture());

        Assert.IsType<PaymentCaptured>(Assert.Single(desk.Answers));
        Assert.Equal(12.50m, _book.Charged);
        Assert.Equal(3, _book[Given.Id]!.Attempts);
    }

    [Fact]
    public async Task A_charge_whose_answer_is_lost_to_a_timeout_is_not_repeated()
    {
        var provider = ChargesAndThen((attempt, cancel) => attempt == 1 ? ScriptedProvider.Hang(cancel) : ScriptedProvider.Approve());
        var desk = Desk(provider);

        var delivery = desk.Deliver(Given.Capture());
        await provider.NextAttempt();
        _clock.Advance(Options.AttemptTimeout);
        await delivery.Soon();

        Assert.IsType<PaymentCaptured>(Assert.Single(desk.Answers));
        Assert.Equal(12.50m, _book.Charged);
    }

    [Fact]
    public async Task A_charge_whose_answers_are_all_lost_is_captured_when_the_message_is_retried()
    {
        var desk = Desk(ChargesAndThen((attempt, _) => attempt <= 3 ? ScriptedProvider.Fail() : ScriptedProvider.Approve()));

        await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => desk.Deliver(Given.Capture()));
        Assert.Empty(desk.Events);
        Assert.Empty(desk.Answers);

        await desk.Deliver(Given.Capture());
        Assert.IsType<PaymentCaptured>(Assert.Single(desk.Answers));
        Assert.Equal(12.50m, _book.Charged);
    }

    [Fact]
    public async Task A_charge_whose_answers_are_all_lost_is_given_back_when_the_order_calls_it_off()
    {
        var desk = Desk(ChargesAndThen((_, _) => ScriptedProvider.Fail()));
        await Assert.ThrowsAsync<PaymentProviderUnavailableException>(() => desk.Deliver(Given.Capture()));
        Assert.Equal(12.50m, _book.Charged);

        await desk.Deliver(Given.Refund);
        await desk.Deliver(Given.Capture());

        Assert.IsType<Voided>(Assert.Single(desk.Events));
        Assert.Equal([new PaymentDeclined(Given.Id, Given.Id, "called off")], desk.Answers);
        Assert.Equal(ChargeStatus.Refunded, _book[Given.Id]!.Status);
    }

    [Fact]
    public async Task A_charge_that_reaches_the_book_only_after_it_was_called_off_is_refused()
    {
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var simulated = new SimulatedPaymentProvider(_book, _clock);
        async Task<ChargeResult> ChargeOnceFreed()
        {
            await stuck.Task;
            return await simulated.ChargeAsync(Given.Id, Given.Amount, "tok_approved", CancellationToken.None);
        }

        var arriving = ChargeOnceFreed();
        await Desk(simulated).Deliver(Given.Refund);
        stuck.SetResult();

        Assert.Equal(new ChargeResult.Declined("called off"), await arriving.Soon());
        Assert.Equal(0m, _book.Charged);
    }

    /// <summary>Charges under the key of every attempt, and only then does what the script says.</summary>
    BookedFirst ChargesAndThen(Func<int, CancellationToken, Task<ChargeResult>> script) =>
        new(new SimulatedPaymentProvider(_book, _clock), new ScriptedProvider(script));

    PaymentDesk Desk(IPaymentProvider provider) =>
        new(new ResilientPaymentProvider(provider, PaymentPipeline.Build(Options, _clock, NullLoggerFactory.Instance)), _clock);

    sealed class BookedFirst(SimulatedPaymentProvider simulated, ScriptedProvider answers) : IPaymentProvider
    {
        public Task<int> NextAttempt() => answers.NextAttempt();

        public async Task<ChargeResult> ChargeAsync(
            Guid idempotencyKey, Kernel.Money amount, string token, CancellationToken cancellation)
        {
            await simulated.ChargeAsync(idempotencyKey, amount, token, cancellation);
            return await answers.ChargeAsync(idempotencyKey, amount, token, cancellation);
        }

        public Task RefundAsync(Guid idempotencyKey, CancellationToken cancellation) => simulated.RefundAsync(idempotencyKey, cancellation);
    }
}
