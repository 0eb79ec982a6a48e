using JasperFx.Events;
using Marten;
using Marten.Events;

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
        var fetches = skus.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToDictionary(sku => sku, batch.Events.FetchForExclusiveWriting<StockItem>, StringComparer.Ordinal);
        await batch.Execute(cancellation);

        var streams = new Dictionary<string, IEventStream<StockItem>>(StringComparer.Ordinal);
        foreach (var (sku, fetch) in fetches)
            streams[sku] = await fetch;
        return new Shelf(streams);
    }

    public void Append(IEnumerable<(string Sku, object Event)> events)
    {
        foreach (var (sku, @event) in events)
            _streams[sku].AppendOne(@event);
    }
}
