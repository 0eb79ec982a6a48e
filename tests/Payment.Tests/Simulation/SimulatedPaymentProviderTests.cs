using Microsoft.Extensions.Time.Testing;
using Modular.Payment.Provider;
using Modular.Payment.Simulation;
using Modular.Payment.Tests.Doubles;

namespace Modular.Payment.Tests.Simulation;

public sealed class SimulatedPaymentProviderTests
{
    readonly InMemoryChargeBook _book = new();
    readonly FakeTimeProvider _clock = new(Given.Now);
    readonly SimulatedPaymentProvider _provider;

    public SimulatedPaymentProviderTests() => _provider = new(_book, _clock);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static ChargeResult Approved { get; } = new ChargeResult.Approved($"sim-{Given.Id:N}");

    [Fact]
    public async Task Tok_approved_is_charged()
    {
        Assert.Equal(Approved, await Charge("tok_approved"));
        Assert.Equal(12.50m, _book.Charged);
    }

    [Theory]
    [InlineData("tok_declined", "card declined")]
    [InlineData("tok_unheard_of", "unknown token")]
    [InlineData("", "unknown token")]
    [InlineData("TOK_APPROVED", "unknown token")]
    public async Task Other_tokens_are_declined_with_a_reason(string token, string reason)
    {
        Assert.Equal(new ChargeResult.Declined(reason), await Charge(token));
        Assert.Equal(0m, _book.Charged);
    }

    [Fact]
    public async Task Tok_flaky_fails_twice_for_each_payment_and_then_is_charged()
    {
        foreach (var payment in new[] { Given.Id, Guid.Parse("01920000-0000-7000-8000-000000000002") })
        {
            await Assert.ThrowsAsync<PaymentProviderException>(() => Charge("tok_flaky", payment));
            await Assert.ThrowsAsync<PaymentProviderException>(() => Charge("tok_flaky", payment));
            Assert.Equal(ChargeStatus.Failed, _book[payment]!.Status);

            Assert.IsType<ChargeResult.Approved>(await Charge("tok_flaky", payment));
            Assert.Equal(ChargeStatus.Charged, _book[payment]!.Status);
        }
    }

    [Fact]
    public async Task Tok_slow_is_charged_after_three_seconds()
    {
        var charge = Charge("tok_slow");

        _clock.Advance(TimeSpan.FromSeconds(2.999));
        Assert.False(charge.IsCompleted);
        Assert.Equal(0m, _book.Charged);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Approved, await charge.Soon());
    }

    [Fact]
    public async Task Tok_timeout_never_answers_and_never_charges()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var charge = _provider.ChargeAsync(Given.Id, Given.Amount, "tok_timeout", caller.Token);

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.False(charge.IsCompleted);

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => charge.Soon());
        Assert.Null(_book[Given.Id]);
    }

    [Theory]
    [InlineData("tok_approved")]
    [InlineData("tok_declined")]
    public async Task The_first_answer_for_a_key_stands(string first)
    {
        var answer = await Charge(first);

        Assert.Equal(answer, await Charge("tok_approved"));
        Assert.Equal(answer, await Charge("tok_declined"));
        Assert.Equal(3, _book[Given.Id]!.Attempts);
    }

    [Fact]
    public async Task A_refund_gives_the_charge_back_and_refuses_any_later_one()
    {
        await Charge("tok_approved");

        await _provider.RefundAsync(Given.Id, Cancellation);
        await _provider.RefundAsync(Given.Id, Cancellation);

        Assert.Equal(ChargeStatus.Refunded, _book[Given.Id]!.Status);
        Assert.Equal(new ChargeResult.Declined("called off"), await Charge("tok_approved"));
    }

    [Fact]
    public async Task A_refund_before_the_charge_refuses_it()
    {
        await _provider.RefundAsync(Given.Id, Cancellation);

        Assert.Equal(new ChargeResult.Declined("called off"), await Charge("tok_approved"));
        Assert.Equal(ChargeStatus.Voided, _book[Given.Id]!.Status);
    }

    [Fact]
    public async Task A_refund_between_two_failures_refuses_the_charge()
    {
        await Assert.ThrowsAsync<PaymentProviderException>(() => Charge("tok_flaky"));
        await _provider.RefundAsync(Given.Id, Cancellation);

        Assert.Equal(new ChargeResult.Declined("called off"), await Charge("tok_flaky"));
        Assert.Equal(0m, _book.Charged);
    }

    Task<ChargeResult> Charge(string token, Guid? payment = null) =>
        _provider.ChargeAsync(payment ?? Given.Id, Given.Amount, token, Cancellation);
}
