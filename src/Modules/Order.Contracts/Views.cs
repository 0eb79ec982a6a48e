using Modular.Kernel;

namespace Modular.Order.Contracts;

/// <summary>Body of <c>POST /api/orders</c>.</summary>
/// <param name="CustomerId">1 to 100 characters.</param>
/// <param name="Lines">1 to 100 lines; two lines of one SKU are added.</param>
public sealed record PlaceOrderRequest(string CustomerId, IReadOnlyList<OrderLineRequest> Lines, PaymentRequest Payment);

/// <param name="Quantity">1 to 10,000.</param>
public sealed record OrderLineRequest(string Sku, int Quantity);

/// <param name="Token">What the customer's browser got from the payment provider in place of card data.</param>
public sealed record PaymentRequest(string Token);

/// <summary>Where an order stands. All but <see cref="Placed"/> are final, save that a confirmed order can still be cancelled.</summary>
public enum OrderStatus
{
    Placed,
    Confirmed,
    Rejected,
    Cancelled,
}

/// <summary>Answer of <c>POST /api/orders</c> and <c>POST /api/orders/{id}/cancel</c>.</summary>
/// <param name="Reason">Why it was rejected or cancelled; absent otherwise.</param>
public sealed record OrderReceipt(Guid OrderId, OrderStatus Status, string? Reason = null);

/// <summary>An order as the API shows it.</summary>
/// <param name="Reason">Why it was rejected or cancelled; absent otherwise.</param>
/// <param name="Version">The number of events so far; <c>?version=</c> of the same endpoint shows an earlier one.</param>
public sealed record OrderView(
    Guid OrderId,
    string CustomerId,
    OrderStatus Status,
    string? Reason,
    Money Total,
    IReadOnlyList<OrderLineView> Lines,
    int Version,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt);

/// <param name="UnitPrice">The price when the order was placed.</param>
public sealed record OrderLineView(string Sku, string Name, int Quantity, Money UnitPrice);

/// <summary>One entry of the audit trail, <c>GET /api/orders/{id}/events</c>.</summary>
/// <param name="Type">The event's stable name, such as <c>order.placed.v1</c>.</param>
public sealed record OrderEventView(int Version, string Type, DateTimeOffset At, object Data);

/// <summary>A page of <c>GET /api/orders</c>, newest first.</summary>
/// <param name="NextCursor">Pass as <c>?cursor=</c> for the next page; absent on the last.</param>
public sealed record OrderPage(IReadOnlyList<OrderSummaryView> Items, string? NextCursor);

/// <summary>An order in a list.</summary>
/// <param name="Units">Units over all lines.</param>
public sealed record OrderSummaryView(
    Guid OrderId,
    string CustomerId,
    OrderStatus Status,
    string? Reason,
    Money Total,
    int Units,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt);
