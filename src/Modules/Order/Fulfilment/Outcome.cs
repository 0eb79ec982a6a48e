using Modular.Inventory.Contracts;
using Modular.Order.Contracts;
using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Marten;

namespace Modular.Order.Fulfilment;

/// <summary>How a saga ends. An order that was settled meanwhile (cancelled, that is) stays as it is: its canceller has compensated.</summary>
static class Outcome
{
    public static (Events, OutgoingMessages) Confirmed(Order order, PaymentCaptured captured, DateTimeOffset now) =>
        order.Status == OrderStatus.Placed
            ? ([new OrderConfirmed(order.Id, now)], [new CommitStock(captured.OrderId)])
            : ([], []);

    public static (Events, OutgoingMessages) Rejected(Order order, string reason, DateTimeOffset now, IReadOnlyList<object> compensation) =>
        order.Status == OrderStatus.Placed
            ? ([new OrderRejected(order.Id, reason, now)], [.. compensation])
            : ([], []);
}
