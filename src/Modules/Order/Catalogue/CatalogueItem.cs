using Modular.Kernel;

namespace Modular.Order.Catalogue;

/// <summary>The Order module's own copy of an item's name and price, fed by Inventory's events.</summary>
/// <param name="Id">The SKU.</param>
/// <param name="ItemVersion">Inventory's version of the item; an older one that arrives late is ignored.</param>
public sealed record CatalogueItem(string Id, string Name, Money UnitPrice, long ItemVersion);
