using Modular.Kernel;
using Modular.Order.Contracts;

namespace Modular.Order;

/// <summary>
/// The order as its events tell it. <c>Placed</c> may become <c>Confirmed</c>, <c>Rejected</c> or <c>Cancelled</c>, and
/// <c>Confirmed</c> may become <c>Cancelled</c>; nothing else changes. Kept as a projection in the transaction that appends the
/// event, so that deciding, showing and listing read one document and no events.
/// </summary>
public sealed record Order(
    Guid Id,
    string CustomerId,
    OrderStatus Status,
    string? Reason,
    Money Total,
    IReadOnlyList<OrderLine> Lines,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The number of events so far; set by the event store.</summary>
    public int Version { get; set; }

    public static Order Create(OrderPlaced placed) => new(
        placed.OrderId, placed.CustomerId, OrderStatus.Placed, Reason: null, placed.Total, placed.Lines, placed.At, placed.At);

    public Order Apply(OrderConfirmed confirmed) => this with { Status = OrderStatus.Confirmed, UpdatedAt = confirmed.At };

    public Order Apply(OrderRejected rejected) =>
        this with { Status = OrderStatus.Rejected, Reason = rejected.Reason, UpdatedAt = rejected.At };

    public Order Apply(OrderCancelled cancelled) =>
        this with { Status = OrderStatus.Cancelled, Reason = cancelled.Reason, UpdatedAt = cancelled.At };

    public OrderView ToView() => new(
        Id, CustomerId, Status, Reason, Total,
        [.. Lines.Select(line => new OrderLineView(line.Sku, line.Name, line.Quantity, line.UnitPrice))],
        Version, PlacedAt, UpdatedAt);

    public OrderSummaryView ToSummary() => new(Id, CustomerId, Status, Reason, Total, Lines.Sum(line => line.Quantity), PlacedAt, UpdatedAt);
}
