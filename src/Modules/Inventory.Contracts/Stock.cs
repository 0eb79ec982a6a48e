using Modular.Kernel;
using Wolverine.Attributes;

namespace Modular.Inventory.Contracts;

/// <summary>Reserve every line or none. Answered by <see cref="StockReserved"/> or <see cref="StockRejected"/>.</summary>
/// <param name="OrderId">The order, and the identity of the reservation: a second request for it changes nothing.</param>
[MessageIdentity("inventory.reserve-stock.v1")]
public sealed record ReserveStock(Guid OrderId, IReadOnlyList<StockLine> Lines);

/// <param name="Quantity">Units, at least 1.</param>
public sealed record StockLine(string Sku, int Quantity);

/// <summary>The order is paid: its reserved units leave the warehouse. Without effect on a reservation that was released.</summary>
[MessageIdentity("inventory.commit-stock.v1")]
public sealed record CommitStock(Guid OrderId);

/// <summary>
/// Undo whatever was reserved or committed for the order. It may arrive before the reservation, which is then refused: so a sender
/// may compensate without knowing how far the order had come.
/// </summary>
[MessageIdentity("inventory.release-stock.v1")]
public sealed record ReleaseStock(Guid OrderId);

/// <summary>All lines of the order are reserved.</summary>
[MessageIdentity("inventory.stock-reserved.v1")]
public sealed record StockReserved(Guid OrderId);

/// <summary>Nothing is reserved for the order.</summary>
/// <param name="Reason">Why, for people, such as <c>SKU-1: 3 wanted, 2 available</c>.</param>
[MessageIdentity("inventory.stock-rejected.v1")]
public sealed record StockRejected(Guid OrderId, string Reason);

/// <summary>What others may know of an item. Carries the whole state: a reader keeps the one with the highest version.</summary>
/// <param name="Version">Grows with every change of the item; an older one that arrives late is to be ignored.</param>
[MessageIdentity("inventory.item-changed.v1")]
public sealed record ItemChanged(string Sku, string Name, Money UnitPrice, long Version);

/// <summary>Many items listed at once: whoever reads it knows all of them, or none yet.</summary>
[MessageIdentity("inventory.catalogue-listed.v1")]
public sealed record CatalogueListed(IReadOnlyList<ItemChanged> Items);
