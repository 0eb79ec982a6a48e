using Modular.Kernel;

namespace Modular.Order;

/// <summary>What can happen to an order. These are stored for ever: change one only by adding a new version beside it.</summary>
public sealed record OrderPlaced(Guid OrderId, string CustomerId, IReadOnlyList<OrderLine> Lines, Money Total, DateTimeOffset At);

/// <param name="UnitPrice">The price when the order was placed.</param>
public sealed record OrderLine(string Sku, string Name, int Quantity, Money UnitPrice);

public sealed record OrderConfirmed(Guid OrderId, DateTimeOffset At);

public sealed record OrderRejected(Guid OrderId, string Reason, DateTimeOffset At);

/// <param name="WasConfirmed">The customer had paid: money and goods go back.</param>
public sealed record OrderCancelled(Guid OrderId, string Reason, bool WasConfirmed, DateTimeOffset At);
