using Modular.Inventory.Contracts;
using Modular.Order.Catalogue;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests.Catalogue;

public sealed class CopyItemTests
{
    static readonly ItemChanged Changed = new("SKU-1", "Espresso cup", Given.Euro(4.99m), Version: 2);
    static readonly CatalogueItem Copy = new("SKU-1", "Espresso cup", Given.Euro(4.99m), ItemVersion: 2);

    [Fact]
    public void A_new_item_is_copied() => Assert.Equal(Copy, CopyItemHandler.Newer(Changed, copy: null));

    [Fact]
    public void A_newer_version_replaces_the_copy() => Assert.Equal(Copy, CopyItemHandler.Newer(Changed, Copy with { ItemVersion = 1 }));

    [Fact]
    public void Delivered_twice_it_changes_nothing() => Assert.Null(CopyItemHandler.Newer(Changed, Copy));

    [Fact]
    public void An_older_version_that_arrives_late_changes_nothing() =>
        Assert.Null(CopyItemHandler.Newer(Changed, Copy with { ItemVersion = 3 }));
}
