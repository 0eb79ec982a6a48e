using Modular.Payment.Capturing;
using Modular.Payment.Contracts;
using Modular.Payment.Provider;
using Modular.Payment.Refunding;

namespace Modular.Payment.Tests.Doubles;

/// <summary>Runs the handlers as Wolverine does, on one stream in memory: load, effect, decide, commit.</summary>
sealed class PaymentDesk(IPaymentProvider provider, TimeProvider time)
{
    public List<object> Events { get; } = [];

    public List<object> Answers { get; } = [];

    public Payment? Payment { get; private set; }

    public async Task Deliver(CapturePayment command) => Commit(await Handle(command));

    public async Task Deliver(RefundPayment command)
    {
        await RefundPaymentHandler.LoadAsync(command, Payment, provider, TestContext.Current.CancellationToken);
        Commit((RefundPaymentHandler.Handle(command, Payment, time), []));
    }

    /// <summary>Handles without committing, as when the transaction loses a race or the process dies.</summary>
    public async Task<(IEnumerable<object> Events, IEnumerable<object> Answers)> Handle(CapturePayment command)
    {
        var charge = await CapturePaymentHandler.LoadAsync(command, Payment, provider, TestContext.Current.CancellationToken);
        return CapturePaymentHandler.Handle(command, Payment, charge, time);
    }

    void Commit((IEnumerable<object> Events, IEnumerable<object> Answers) effects)
    {
        foreach (var happened in effects.Events)
        {
            Events.Add(happened);
            Payment = happened switch
            {
                Captured e => Payment.Create(e),
                Declined e => Payment.Create(e),
                Voided e => Payment.Create(e),
                Refunded e => Payment!.Apply(e),
                _ => throw new InvalidOperationException($"No such event: {happened}"),
            };
        }

        Answers.AddRange(effects.Answers);
    }
}
