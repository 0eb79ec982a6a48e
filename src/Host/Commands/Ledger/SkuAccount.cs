namespace Modular.Host.Commands.Ledger;

/// <summary>One item: what its events add up to, what the stock says, and what the reservations say.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Received">Units received, by its events.</param>
/// <param name="Adjusted">Units found less units lost, by its events.</param>
/// <param name="Reserved">Units reserved, neither released nor committed, by its events.</param>
/// <param name="Committed">Units that left and did not come back, by its events.</param>
/// <param name="OnHand">Units on hand, by the stock.</param>
/// <param name="Held">Units reserved, by the stock.</param>
/// <param name="Promised">Units of all open reservations.</param>
sealed record SkuAccount(string Sku, long Received, long Adjusted, long Reserved, long Committed, long OnHand, long Held, long Promised);
