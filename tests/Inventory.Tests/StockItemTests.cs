using Modular.Inventory.Contracts;
using Modular.Inventory.Tests.Doubles;

namespace Modular.Inventory.Tests;

public sealed class StockItemTests
{
    [Fact]
    public void A_listed_item_has_nothing_on_hand() =>
        Assert.Equal(Given.Cups(onHand: 0), StockItem.Create(new ItemListed("SKU-1", "Espresso cup", Given.Euro(3.99m))));

    public static TheoryData<object, int, int> Counts { get; } = new()
    {
        { new UnitsReceived(7), 17, 4 },
        { new UnitsAdjusted(3, "found"), 13, 4 },
        { new UnitsAdjusted(-3, "lost"), 7, 4 },
        { new UnitsReserved(Given.OrderId, 2), 10, 6 },
        { new UnitsReleased(Given.OrderId, 2), 10, 2 },
        { new UnitsCommitted(Given.OrderId, 2), 8, 2 },
        { new UnitsReturned(Given.OrderId, 2), 12, 4 },
    };

    [Theory]
    [MemberData(nameof(Counts), DisableDiscoveryEnumeration = true)]
    public void Each_event_counts_units_on_hand_and_reserved(object happened, int onHand, int reserved) =>
        Assert.Equal(Given.Cups(onHand, reserved), Warehouse.Apply(Given.Cups(onHand: 10, reserved: 4), happened));

    [Fact]
    public void A_new_price_changes_nothing_else() => Assert.Equal(
        Given.Cups(onHand: 10, reserved: 4) with { UnitPrice = Given.Euro(4.99m) },
        Given.Cups(onHand: 10, reserved: 4).Apply(new PriceChanged(Given.Euro(4.99m))));

    [Fact]
    public void The_view_shows_what_a_new_order_can_get() => Assert.Equal(
        new StockItemView("SKU-1", "Espresso cup", Given.Euro(3.99m), OnHand: 10, Reserved: 4, Available: 6),
        Given.Cups(onHand: 10, reserved: 4).ToView());

    [Fact]
    public void Every_event_that_is_stored_can_be_applied()
    {
        var stored = typeof(StockItem).Assembly.GetTypes().Where(type => type.Namespace == "Modular.Inventory" && type.GetMethod("<Clone>$") is not null)
            .Except([typeof(StockItem)]).ToHashSet();
        var applied = typeof(StockItem).GetMethods().Where(method => method.Name is "Create" or "Apply")
            .Select(method => method.GetParameters()[0].ParameterType);

        Assert.Equal(8, stored.Count);
        Assert.Equal(stored, applied.ToHashSet());
    }
}
