using Modular.Kernel;

namespace Modular.Inventory.Contracts;

/// <summary>An item as the API shows it.</summary>
/// <param name="OnHand">Units in the warehouse, reserved ones included.</param>
/// <param name="Reserved">Units promised to orders that are not paid yet.</param>
/// <param name="Available">What a new order can get: on hand less reserved.</param>
public sealed record StockItemView(string Sku, string Name, Money UnitPrice, int OnHand, int Reserved, int Available);

/// <summary>Body of <c>POST /api/inventory</c>: a new item, with nothing on hand.</summary>
public sealed record ListItemRequest(string Sku, string Name, Money UnitPrice);

/// <summary>Body of <c>POST /api/inventory/{sku}/receipts</c>.</summary>
/// <param name="Quantity">Units that came in, 1 to 1,000,000.</param>
public sealed record ReceiveStockRequest(int Quantity);

/// <summary>Body of <c>POST /api/inventory/{sku}/adjustments</c>.</summary>
/// <param name="Quantity">Units found (positive) or lost (negative) in a stocktaking; never so many that reserved units are missing.</param>
/// <param name="Reason">Why, for the audit trail.</param>
public sealed record AdjustStockRequest(int Quantity, string Reason);

/// <summary>Body of <c>PUT /api/inventory/{sku}/price</c>. Orders placed earlier keep their price.</summary>
public sealed record ChangePriceRequest(Money UnitPrice);
