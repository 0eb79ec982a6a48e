using Modular.Inventory.Contracts;
using Modular.Inventory.Reserving;
using Modular.Kernel;

namespace Modular.Inventory.Tests.Doubles;

/// <summary>One order and two items, named the same in every test.</summary>
static class Given
{
    public static readonly Guid OrderId = Guid.Parse("01920000-0000-7000-8000-000000000001");

    public static readonly StockLine TwoCups = new("SKU-1", 2);

    public static readonly StockLine OneSaucer = new("SKU-2", 1);

    public static Money Euro(decimal amount) => new(amount, "EUR");

    public static StockItem Cups(int onHand, int reserved = 0) => new("SKU-1", "Espresso cup", Euro(3.99m), onHand, reserved);

    public static StockItem Saucers(int onHand, int reserved = 0) => new("SKU-2", "Saucer", Euro(6.49m), onHand, reserved);

    public static Dictionary<string, StockItem> Shelf(params StockItem[] items) => items.ToDictionary(item => item.Id, StringComparer.Ordinal);

    public static ReserveStock Reserve(params StockLine[] lines) => new(OrderId, lines);

    /// <summary>The reservation of two cups and a saucer, come as far as that.</summary>
    public static Reservation ReservationThatIs(ReservationStatus status) => status switch
    {
        ReservationStatus.Rejected => new(OrderId, status, [], "Not enough stock."),
        _ => new(OrderId, status, [TwoCups, OneSaucer]),
    };
}
