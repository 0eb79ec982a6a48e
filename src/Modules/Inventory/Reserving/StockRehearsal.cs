using Marten;
using Modular.Inventory.Contracts;
using Modular.Kernel;

namespace Modular.Inventory.Reserving;

/// <summary>An item is listed and received, and a unit of it reserved and committed.</summary>
sealed class StockRehearsal(IInventoryStore store, TimeProvider time) : IRehearsal
{
    public Task RehearseAsync(CancellationToken cancellation) => store.WithoutCommitAsync(ReserveAndCommitAsync, cancellation);

    async Task ReserveAndCommitAsync(IDocumentSession session, CancellationToken cancellation)
    {
        var orderId = NewId.From(time);
        var sku = $"rehearsal-{orderId}";
        session.Events.StartStream<StockItem>(sku, new ItemListed(sku, sku, new Money(1, "EUR")), new UnitsReceived(1));
        await session.SaveChangesAsync(cancellation);

        await ReserveStockHandler.Handle(new ReserveStock(orderId, [new StockLine(sku, 1)]), session, cancellation);
        await session.SaveChangesAsync(cancellation);

        await CommitStockHandler.Handle([new CommitStock(orderId)], session, cancellation);
        await session.SaveChangesAsync(cancellation);
    }
}
