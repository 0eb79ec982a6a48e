using Modular.Kernel;
using Modular.Order.Catalogue;
using Modular.Order.Contracts;

namespace Modular.Order.Tests.Doubles;

/// <summary>One order, named the same in every test.</summary>
static class Given
{
    public static readonly Guid Id = Guid.Parse("01920000-0000-7000-8000-000000000001");

    public static readonly DateTimeOffset Earlier = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly DateTimeOffset Now = Earlier.AddSeconds(7);

    public static OrderPlaced Placed { get; } = new(
        Id, "c-42", [new OrderLine("SKU-1", "Espresso cup", 2, Euro(3.99m)), new OrderLine("SKU-2", "Saucer", 1, Euro(6.49m))], Euro(14.47m), Earlier);

    public static PlaceOrderRequest Request { get; } = RequestOf(("SKU-1", 2), ("SKU-2", 1));

    public static PlaceOrderRequest RequestOf(params (string Sku, int Quantity)[] lines) =>
        new("c-42", [.. lines.Select(line => new OrderLineRequest(line.Sku, line.Quantity))], new PaymentRequest("tok_approved"));

    public static Dictionary<string, CatalogueItem> Catalogue { get; } = new(StringComparer.Ordinal)
    {
        ["SKU-1"] = new("SKU-1", "Espresso cup", Euro(3.99m), ItemVersion: 1),
        ["SKU-2"] = new("SKU-2", "Saucer", Euro(6.49m), ItemVersion: 1),
    };

    public static Money Euro(decimal amount) => new(amount, "EUR");

    /// <summary>The order of <see cref="Placed"/>, come as far as that.</summary>
    public static Order OrderThatIs(OrderStatus status)
    {
        var placed = Order.Create(Placed);
        return status switch
        {
            OrderStatus.Confirmed => placed.Apply(new OrderConfirmed(Id, Earlier)),
            OrderStatus.Rejected => placed.Apply(new OrderRejected(Id, "SKU-1: 2 wanted, 1 available.", Earlier)),
            OrderStatus.Cancelled => placed.Apply(new OrderCancelled(Id, "Changed my mind.", WasConfirmed: false, Earlier)),
            _ => placed,
        };
    }
}
