using Marten;
using Modular.Inventory.Contracts;

namespace Modular.Order.Catalogue;

/// <summary>Keeps the copy of the catalogue: the newest version of an item wins, in whatever order its changes arrive.</summary>
public static class CopyItemHandler
{
    public static Task<CatalogueItem?> LoadAsync(ItemChanged changed, IDocumentSession session, CancellationToken cancellation) =>
        session.LoadAsync<CatalogueItem>(changed.Sku, cancellation);

    public static void Handle(ItemChanged changed, CatalogueItem? copy, IDocumentSession session)
    {
        if (Newer(changed, copy) is { } newer)
            session.Store(newer);
    }

    /// <summary>What replaces the copy; null when it is as new already.</summary>
    public static CatalogueItem? Newer(ItemChanged changed, CatalogueItem? copy) =>
        copy is null || copy.ItemVersion < changed.Version
            ? new CatalogueItem(changed.Sku, changed.Name, changed.UnitPrice, changed.Version)
            : null;
}
