namespace Modular.Host.Commands.Ledger;

/// <summary>The money of one currency, over all orders.</summary>
/// <param name="Confirmed">The totals of all confirmed orders.</param>
/// <param name="Charged">What the provider's book says it keeps.</param>
sealed record MoneyAccount(string Currency, decimal Captured, decimal Refunded, decimal Confirmed, decimal Charged)
{
    public static IReadOnlyList<MoneyAccount> Of(IReadOnlyCollection<OrderAccount> orders)
    {
        var sums = new SortedDictionary<string, MoneyAccount>(StringComparer.Ordinal);
        foreach (var order in orders)
        {
            if (order.PaidIn is { } paidIn)
                sums[paidIn] = Sum(paidIn) with { Captured = Sum(paidIn).Captured + order.Captured, Refunded = Sum(paidIn).Refunded + order.Refunded };
            if (order is { Outcome: OrderOutcome.Confirmed, Currency: { } currency })
                sums[currency] = Sum(currency) with { Confirmed = Sum(currency).Confirmed + order.Total };
            if (order.ChargedIn is { } chargedIn)
                sums[chargedIn] = Sum(chargedIn) with { Charged = Sum(chargedIn).Charged + order.Charged };
        }

        return [.. sums.Values];

        MoneyAccount Sum(string currency) => sums.GetValueOrDefault(currency) ?? new(currency, 0, 0, 0, 0);
    }
}
