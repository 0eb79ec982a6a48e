using Marten;
using Modular.Inventory.Contracts;

namespace Modular.Order.Catalogue;

/// <summary>Copies many items in one transaction; each by the rule of <see cref="CopyItemHandler"/>.</summary>
public static class CopyCatalogueHandler
{
    public static Task<IReadOnlyList<CatalogueItem>> LoadAsync(CatalogueListed listed, IDocumentSession session, CancellationToken cancellation) =>
        session.LoadManyAsync<CatalogueItem>(cancellation, listed.Items.Select(item => item.Sku));

    public static void Handle(CatalogueListed listed, IReadOnlyList<CatalogueItem> copies, IDocumentSession session) =>
        session.Store(Newer(listed, copies));

    /// <summary>What replaces the copies.</summary>
    public static IEnumerable<CatalogueItem> Newer(CatalogueListed listed, IEnumerable<CatalogueItem> copies)
    {
        var known = copies.ToDictionary(copy => copy.Id, StringComparer.Ordinal);
        return listed.Items.Select(item => CopyItemHandler.Newer(item, known.GetValueOrDefault(item.Sku))).OfType<CatalogueItem>();
    }
}
