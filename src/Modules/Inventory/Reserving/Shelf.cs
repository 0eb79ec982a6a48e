using JasperFx.Events;
using Marten;
using Marten.Events;
using Marten.Services.BatchQuerying;

namespace Modular.Inventory.Reserving;

/// <summary>
/// The items of one decision, locked until its transaction ends. A hot SKU makes its orders wait in line for a row lock, a few
/// milliseconds each, in place of failing and trying again. All locks are taken in the order of the SKUs, so that two orders never
/// wait for each other.
/// </summary>
sealed class Shelf
{
    readonly Dictionary<string, IEventStream<StockItem>> _streams;

    Shelf(Dictionary<string, IEventStream<StockItem>> streams) => _streams = streams;

    /// <summary>What is on the shelf; unknown SKUs are not.</summary>
    public IReadOnlyDictionary<string, StockItem> Items =>
        _streams.Where(stream => stream.Value.Aggregate is not null)
            .ToDictionary(stream => stream.Key, stream => stream.Value.Aggregate!, StringComparer.Ordinal);

    public static async Task<Shelf> LockAsync(IDocumentSession session, IEnumerable<string> skus, CancellationToken cancellation)
    {
        var batch = session.CreateBatchQuery();
        var fetches = Fetch(batch, skus);
        await batch.Execute(cancellation);
        return await OfAsync(fetches);
    }

    /// <summary>Also finds what was done for the order before, as it is once the locks are held.</summary>
    public static async Task<(Shelf Shelf, Reservation? Earlier)> LockAsync(
        IDocumentSession session, IEnumerable<string> skus, Guid orderId, CancellationToken cancellation)
    {
        var batch = session.CreateBatchQuery();
        var fetches = Fetch(batch, skus);
        var earlier = batch.Load<Reservation>(orderId);
        await batch.Execute(cancellation);
        return (await OfAsync(fetches), await earlier);
    }

    public void Append(IEnumerable<(string Sku, object Event)> events)
    {
        foreach (var (sku, @event) in events)
            _streams[sku].AppendOne(@event);
    }

    static Dictionary<string, Task<IEventStream<StockItem>>> Fetch(IBatchedQuery batch, IEnumerable<string> skus) =>
        skus.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToDictionary(sku => sku, batch.Events.FetchForExclusiveWriting<StockItem>, StringComparer.Ordinal);

    static async Task<Shelf> OfAsync(Dictionary<string, Task<IEventStream<StockItem>>> fetches)
    {
        var streams = new Dictionary<string, IEventStream<StockItem>>(StringComparer.Ordinal);
        foreach (var (sku, fetch) in fetches)
            streams[sku] = await fetch;
        return new Shelf(streams);
    }
}
