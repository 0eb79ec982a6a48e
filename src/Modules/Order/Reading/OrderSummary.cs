using Modular.Kernel;
using Modular.Order.Contracts;

namespace Modular.Order.Reading;

/// <summary>One row of the list of orders, kept up to date in the transaction that appends the event.</summary>
public sealed record OrderSummary(
    Guid Id,
    string CustomerId,
    OrderStatus Status,
    string? Reason,
    Money Total,
    int Units,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt)
{
    public static OrderSummary Create(OrderPlaced placed) => new(
        placed.OrderId, placed.CustomerId, OrderStatus.Placed, Reason: null, placed.Total,
        placed.Lines.Sum(line => line.Quantity), placed.At, placed.At);

    public OrderSummary Apply(OrderConfirmed confirmed) => this with { Status = OrderStatus.Confirmed, UpdatedAt = confirmed.At };

    public OrderSummary Apply(OrderRejected rejected) =>
        this with { Status = OrderStatus.Rejected, Reason = rejected.Reason, UpdatedAt = rejected.At };

    public OrderSummary Apply(OrderCancelled cancelled) =>
        this with { Status = OrderStatus.Cancelled, Reason = cancelled.Reason, UpdatedAt = cancelled.At };

    public OrderSummaryView ToView() => new(Id, CustomerId, Status, Reason, Total, Units, PlacedAt, UpdatedAt);
}
