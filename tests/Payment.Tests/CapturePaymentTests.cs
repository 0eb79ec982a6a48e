using Microsoft.Extensions.Time.Testing;
using Modular.Payment.Contracts;
using Modular.Payment.Simulation;
using Modular.Payment.Tests.Doubles;

namespace Modular.Payment.Tests;

public sealed class CapturePaymentTests
{
    readonly InMemoryChargeBook _book = new();
    readonly FakeTimeProvider _clock = new(Given.Now);
    readonly PaymentDesk _desk;

    public CapturePaymentTests() => _desk = new(new SimulatedPaymentProvider(_book, _clock), _clock);

    static PaymentCaptured Captured { get; } = new(Given.Id, Given.Id, Given.Amount);

    static PaymentDeclined CalledOff { get; } = new(Given.Id, Given.Id, "called off");

    [Fact]
    public async Task An_approved_charge_captures_the_payment()
    {
        await _desk.Deliver(Given.Capture());

        Assert.Equal([new Captured(Given.Id, Given.Id, Given.Amount, $"sim-{Given.Id:N}", Given.Now)], _desk.Events);
        Assert.Equal([Captured], _desk.Answers);
        Assert.Equal(12.50m, _book.Charged);
        Assert.Equal(new Payment(Given.Id, Given.Id, PaymentStatus.Captured, Given.Amount, null, Given.Now), _desk.Payment);
    }

    [Fact]
    public async Task A_declined_charge_declines_the_payment()
    {
        await _desk.Deliver(Given.Capture("tok_declined"));

        Assert.Equal([new Declined(Given.Id, Given.Id, Given.Amount, "card declined", Given.Now)], _desk.Events);
        Assert.Equal([new PaymentDeclined(Given.Id, Given.Id, "card declined")], _desk.Answers);
        Assert.Equal(0m, _book.Charged);
        Assert.Equal(new Payment(Given.Id, Given.Id, PaymentStatus.Declined, Given.Amount, "card declined", Given.Now), _desk.Payment);
    }

    [Fact]
    public async Task Delivered_twice_it_charges_once_and_answers_twice()
    {
        await _desk.Deliver(Given.Capture());
        await _desk.Deliver(Given.Capture());

        Assert.Single(_desk.Events);
        Assert.Equal([Captured, Captured], _desk.Answers);
        Assert.Equal(1, _book[Given.Id]!.Attempts);
    }

    [Fact]
    public async Task Delivered_twice_a_declined_payment_stays_declined_whatever_the_token()
    {
        await _desk.Deliver(Given.Capture("tok_declined"));
        await _desk.Deliver(Given.Capture("tok_approved"));

        Assert.Single(_desk.Events);
        Assert.Equal(2, _desk.Answers.Count);
        Assert.Equal(_desk.Answers[0], _desk.Answers[1]);
        Assert.Equal(0m, _book.Charged);
    }

    [Fact]
    public async Task A_second_capture_of_another_amount_repeats_the_first_answer()
    {
        await _desk.Deliver(Given.Capture());
        await _desk.Deliver(Given.Capture() with { Amount = Given.Amount * 2 });

        Assert.Equal([Captured, Captured], _desk.Answers);
        Assert.Equal(12.50m, _book.Charged);
    }

    [Fact]
    public async Task Late_after_a_refund_it_charges_nothing()
    {
        await _desk.Deliver(Given.Capture());
        await _desk.Deliver(Given.Refund);
        await _desk.Deliver(Given.Capture());

        Assert.Equal(2, _desk.Events.Count);
        Assert.Equal([Captured, CalledOff], _desk.Answers);
        Assert.Equal(0m, _book.Charged);
        Assert.Equal(1, _book[Given.Id]!.Attempts);
    }

    [Fact]
    public async Task Late_after_a_void_it_charges_nothing()
    {
        await _desk.Deliver(Given.Refund);
        await _desk.Deliver(Given.Capture());
        await _desk.Deliver(Given.Capture());

        Assert.Single(_desk.Events);
        Assert.Equal([CalledOff, CalledOff], _desk.Answers);
        Assert.Equal(0m, _book.Charged);
        Assert.Equal(0, _book[Given.Id]!.Attempts);
    }

    [Fact]
    public async Task A_capture_whose_transaction_was_lost_does_not_charge_again()
    {
        await _desk.Handle(Given.Capture());
        await _desk.Deliver(Given.Capture());

        Assert.Equal([Captured], _desk.Answers);
        Assert.Equal(12.50m, _book.Charged);
        Assert.Equal(2, _book[Given.Id]!.Attempts);
    }
}
