using Modular.Inventory.Contracts;
using Modular.Kernel;

namespace Modular.Inventory;

/// <summary>One item of the warehouse, as its events tell it.</summary>
/// <param name="Id">The SKU, and the key of the stream.</param>
/// <param name="OnHand">Units in the warehouse, reserved ones included.</param>
/// <param name="Reserved">Units promised to orders that are not paid yet; never more than are on hand.</param>
public sealed record StockItem(string Id, string Name, Money UnitPrice, int OnHand, int Reserved)
{
    /// <summary>A billion: so no sum of units ever leaves the range of a number.</summary>
    public const int MaxOnHand = 1_000_000_000;

    public int Available => OnHand - Reserved;

    /// <summary>Whether so many more units can be taken in. Those that an order gives back always can.</summary>
    public bool HasRoomFor(int units) => OnHand <= MaxOnHand - units;

    public static StockItem Create(ItemListed listed) => new(listed.Sku, listed.Name, listed.UnitPrice, OnHand: 0, Reserved: 0);

    public StockItem Apply(PriceChanged changed) => this with { UnitPrice = changed.UnitPrice };

    public StockItem Apply(UnitsReceived received) => this with { OnHand = OnHand + received.Quantity };

    public StockItem Apply(UnitsAdjusted adjusted) => this with { OnHand = OnHand + adjusted.Quantity };

    public StockItem Apply(UnitsReserved reserved) => this with { Reserved = Reserved + reserved.Quantity };

    public StockItem Apply(UnitsReleased released) => this with { Reserved = Reserved - released.Quantity };

    public StockItem Apply(UnitsCommitted committed) =>
        this with { OnHand = OnHand - committed.Quantity, Reserved = Reserved - committed.Quantity };

    public StockItem Apply(UnitsReturned returned) => this with { OnHand = OnHand + returned.Quantity };

    public StockItemView ToView() => new(Id, Name, UnitPrice, OnHand, Reserved, Available);
}
