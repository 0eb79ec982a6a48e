using Microsoft.Extensions.Time.Testing;
using Modular.Payment.Contracts;
using Modular.Payment.Simulation;
using Modular.Payment.Tests.Doubles;

namespace Modular.Payment.Tests;

public sealed class RefundPaymentTests
{
    readonly InMemoryChargeBook _book = new();
    readonly FakeTimeProvider _clock = new(Given.Now);
    readonly PaymentDesk _desk;

    public RefundPaymentTests() => _desk = new(new SimulatedPaymentProvider(_book, _clock), _clock);

    [Fact]
    public async Task A_captured_payment_is_refunded()
    {
        await _desk.Deliver(Given.Capture());
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _desk.Deliver(Given.Refund);

        var at = Given.Now.AddMinutes(1);
        Assert.Equal(new Refunded(Given.Id, Given.Id, Given.Amount, "customer cancelled", at), _desk.Events[1]);
        Assert.Equal(new Payment(Given.Id, Given.Id, PaymentStatus.Refunded, Given.Amount, "customer cancelled", at), _desk.Payment);
        Assert.Equal(ChargeStatus.Refunded, _book[Given.Id]!.Status);
    }

    [Fact]
    public async Task Before_any_capture_it_voids_the_payment_here_and_at_the_provider()
    {
        await _desk.Deliver(Given.Refund);

        Assert.Equal([new Voided(Given.Id, Given.Id, "customer cancelled", Given.Now)], _desk.Events);
        Assert.Equal(new Payment(Given.Id, Given.Id, PaymentStatus.Voided, null, "customer cancelled", Given.Now), _desk.Payment);
        Assert.Equal(ChargeStatus.Voided, _book[Given.Id]!.Status);
    }

    [Fact]
    public async Task A_declined_payment_has_nothing_to_give_back()
    {
        await _desk.Deliver(Given.Capture("tok_declined"));
        await _desk.Deliver(Given.Refund);

        Assert.Single(_desk.Events);
        Assert.Equal(PaymentStatus.Declined, _desk.Payment!.Status);
        Assert.Equal(ChargeStatus.Declined, _book[Given.Id]!.Status);
    }

    [Fact]
    public async Task Delivered_twice_it_refunds_once()
    {
        await _desk.Deliver(Given.Capture());
        await _desk.Deliver(Given.Refund);
        await _desk.Deliver(Given.Refund);

        Assert.Equal(2, _desk.Events.Count);
        Assert.Equal(0m, _book.Charged);
    }

    [Fact]
    public async Task Delivered_twice_before_any_capture_it_voids_once()
    {
        await _desk.Deliver(Given.Refund);
        await _desk.Deliver(Given.Refund);

        Assert.Single(_desk.Events);
    }

    [Fact]
    public async Task It_gives_back_a_charge_whose_capture_lost_the_race_for_the_stream()
    {
        await _desk.Handle(Given.Capture());
        Assert.Equal(12.50m, _book.Charged);

        await _desk.Deliver(Given.Refund);
        await _desk.Deliver(Given.Capture());

        Assert.Equal(ChargeStatus.Refunded, _book[Given.Id]!.Status);
        Assert.Equal([new PaymentDeclined(Given.Id, Given.Id, "called off")], _desk.Answers);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_leaves_the_payment_undecided()
    {
        var desk = new PaymentDesk(new ScriptedProvider((_, _) => ScriptedProvider.Fail()), _clock);

        await Assert.ThrowsAsync<Provider.PaymentProviderException>(() => desk.Deliver(Given.Refund));

        Assert.Empty(desk.Events);
    }
}
