using Modular.Inventory.Contracts;
using Modular.Order.Catalogue;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests.Catalogue;

public sealed class CopyCatalogueTests
{
    static readonly CatalogueListed Listed = new(
        [new("SKU-1", "Espresso cup", Given.Euro(4.99m), Version: 1), new("SKU-2", "Saucer", Given.Euro(6.49m), Version: 1)]);

    static readonly CatalogueItem Saucer = new("SKU-2", "Saucer", Given.Euro(6.49m), ItemVersion: 1);

    [Fact]
    public void All_items_are_copied() =>
        Assert.Equal([new CatalogueItem("SKU-1", "Espresso cup", Given.Euro(4.99m), ItemVersion: 1), Saucer], CopyCatalogueHandler.Newer(Listed, []));

    [Fact]
    public void An_item_that_is_known_in_a_newer_version_is_left_alone() =>
        Assert.Equal([Saucer], CopyCatalogueHandler.Newer(Listed, [new("SKU-1", "Espresso cup", Given.Euro(5.99m), ItemVersion: 2)]));

    [Fact]
    public void Delivered_twice_it_changes_nothing() =>
        Assert.Empty(CopyCatalogueHandler.Newer(Listed, CopyCatalogueHandler.Newer(Listed, [])));
}
