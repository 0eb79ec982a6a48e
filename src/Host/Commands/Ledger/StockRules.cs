namespace Modular.Host.Commands.Ledger;

/// <summary>What must be true of an item. Stock, events and reservations are written in one transaction: it is exact at every moment.</summary>
static class StockRules
{
    public static readonly IReadOnlyList<Rule<SkuAccount>> Always =
    [
        new("received + adjusted = on hand + committed", sku =>
            sku.Received + sku.Adjusted == sku.OnHand + sku.Committed
                ? null
                : $"{sku.Received} + {sku.Adjusted} is not {sku.OnHand} + {sku.Committed}"),
        new("reserved stock = open reservations", sku =>
            sku.Held == sku.Promised && sku.Held == sku.Reserved
                ? null
                : $"the stock says {sku.Held}, the reservations {sku.Promised}, the events {sku.Reserved}"),
        new("nothing is negative, available stock included", sku =>
            sku.Held >= 0 && sku.OnHand >= sku.Held ? null : $"{sku.OnHand} on hand, {sku.Held} reserved"),
    ];
}
