using JasperFx.Events;
using Marten;
using Modular.Kernel;
using Modular.Order.Catalogue;
using Modular.Order.Contracts;
using Modular.Order.Fulfilment;

namespace Modular.Order.Placing;

/// <summary>An order is placed, reserved and confirmed.</summary>
sealed class OrderRehearsal(IOrderStore store, TimeProvider time) : IRehearsal
{
    public Task RehearseAsync(CancellationToken cancellation) => store.WithoutCommitAsync(PlaceAndConfirmAsync, cancellation);

    async Task PlaceAndConfirmAsync(IDocumentSession session, CancellationToken cancellation)
    {
        await session.LoadManyAsync<CatalogueItem>(cancellation, "rehearsal");
        var placed = new OrderPlaced(
            NewId.From(time), "rehearsal", [new OrderLine("rehearsal", "rehearsal", 1, new Money(1, "EUR"))], new Money(1, "EUR"), time.GetUtcNow());
        session.Events.StartStream<Order>(placed.OrderId, placed);
        session.Insert(OrderFulfilment.Of(placed, "rehearsal", TimeSpan.FromHours(1)));
        await session.SaveChangesAsync(cancellation);

        var saga = await session.LoadAsync<OrderFulfilment>(placed.OrderId, cancellation);
        session.Update(saga!);
        await session.SaveChangesAsync(cancellation);

        var order = await session.Events.FetchForWriting<Order>(placed.OrderId, cancellation);
        order.AppendOne(new OrderConfirmed(placed.OrderId, time.GetUtcNow()));
        new EndOfSaga(placed.OrderId).Execute(session);
        await session.SaveChangesAsync(cancellation);
    }
}
