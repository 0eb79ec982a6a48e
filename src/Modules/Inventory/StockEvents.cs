using Modular.Kernel;

namespace Modular.Inventory;

/// <summary>What can happen to an item. These are stored for ever: change one only by adding a new version beside it.</summary>
public sealed record ItemListed(string Sku, string Name, Money UnitPrice);

public sealed record PriceChanged(Money UnitPrice);

public sealed record UnitsReceived(int Quantity);

/// <param name="Quantity">Units found (positive) or lost (negative).</param>
public sealed record UnitsAdjusted(int Quantity, string Reason);

public sealed record UnitsReserved(Guid OrderId, int Quantity);

/// <summary>Reserved units are free again.</summary>
public sealed record UnitsReleased(Guid OrderId, int Quantity);

/// <summary>Reserved units have left the warehouse.</summary>
public sealed record UnitsCommitted(Guid OrderId, int Quantity);

/// <summary>Committed units are back in the warehouse.</summary>
public sealed record UnitsReturned(Guid OrderId, int Quantity);
