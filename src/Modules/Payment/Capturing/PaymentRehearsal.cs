using Marten;
using Modular.Kernel;

namespace Modular.Payment.Capturing;

/// <summary>A payment is captured.</summary>
sealed class PaymentRehearsal(IPaymentStore store, TimeProvider time) : IRehearsal
{
    public Task RehearseAsync(CancellationToken cancellation) => store.WithoutCommitAsync(CaptureAsync, cancellation);

    async Task CaptureAsync(IDocumentSession session, CancellationToken cancellation)
    {
        var id = NewId.From(time);
        var payment = await session.Events.FetchForWriting<Payment>(id, cancellation);
        payment.AppendOne(new Captured(id, id, new Money(1, "EUR"), "rehearsal", time.GetUtcNow()));
        await session.SaveChangesAsync(cancellation);
        await session.Events.FetchForWriting<Payment>(id, cancellation);
    }
}
