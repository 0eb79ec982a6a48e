using Marten;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Wolverine.Attributes;

namespace Modular.Inventory.Seeding;

/// <summary>Fill an empty warehouse, so that a first order can be placed at once.</summary>
[MessageIdentity("inventory.seed-catalogue.v1")]
public sealed record SeedCatalogue;

/// <summary>Lists SKU-1 to SKU-20 with 1,000 units each, if nothing was ever listed.</summary>
public static class SeedCatalogueHandler
{
    public const int Items = 20;
    public const int UnitsEach = 1_000;

    static readonly string[] Names =
    [
        "Espresso cup", "Saucer", "Milk jug", "Tea pot", "Hand grinder", "Kettle", "Scale", "Filter holder", "Paper filters", "Tamper",
        "Bean tin", "Cupping spoon", "Thermometer", "Travel mug", "Carafe", "Cleaning brush", "Cold brew jar", "Syrup pump", "Tray", "Apron",
    ];

    public static Task<bool> LoadAsync(SeedCatalogue command, IDocumentSession session, CancellationToken cancellation) =>
        session.Query<StockItem>().AnyAsync(cancellation);

    public static CatalogueListed? Handle(SeedCatalogue command, bool isStocked, IDocumentSession session)
    {
        if (isStocked)
            return null;

        var items = Catalogue().ToList();
        foreach (var item in items)
            session.Events.StartStream<StockItem>(item.Sku, item, new UnitsReceived(UnitsEach));
        return new([.. items.Select(item => new ItemChanged(item.Sku, item.Name, item.UnitPrice, Version: 1))]);
    }

    static IEnumerable<ItemListed> Catalogue() =>
        Enumerable.Range(1, Items).Select(i => new ItemListed($"SKU-{i}", Names[i - 1], new Money(2.50m * i + 1.49m, "EUR")));
}
