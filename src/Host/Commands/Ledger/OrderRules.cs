namespace Modular.Host.Commands.Ledger;

/// <summary>What must be true of a single order. A rule says what is wrong, or null.</summary>
static class OrderRules
{
    /// <summary>True at every moment, whatever is under way: what each speaks of is written in one transaction, or one after the other.</summary>
    public static readonly IReadOnlyList<Rule<OrderAccount>> Always =
    [
        new("reservations, payments and charges belong to an order", order =>
            order.Placed > 0 ? null : "there is no such order"),
        new("an order is placed once and has one outcome", order =>
            order.Placed <= 1 && HasOneOutcome(order)
                ? null
                : $"placed {order.Placed}, confirmed {order.Confirmed}, rejected {order.Rejected}, cancelled {order.Cancelled} times"),
        new("the list of orders agrees with their events", order =>
            order.Placed == 0 || order.Listed == NameOf(order.Outcome) ? null : $"listed as {order.Listed ?? "nothing"}, is {NameOf(order.Outcome)}"),
        new("an order in flight has a saga to end it", order =>
            order.Placed == 0 || order.Outcome != OrderOutcome.InFlight || order.HasSaga ? null : "it has none"),
        new("an order reserves once, and what was ordered", order =>
            order.Reserved == Units.None || order.Reserved == order.Ordered ? null : $"reserved {order.Reserved.Against(order.Ordered)}"),
        new("an order is captured once and refunded once at most", order =>
            order.Captures <= 1 && order.Refunds <= order.Captures ? null : $"{order.Captures} captures, {order.Refunds} refunds"),
        new("a confirmed order was captured", order =>
            order.Confirmed == 0 || order.Captures > 0 ? null : "it was not"),
        new("units leave for confirmed orders only", order =>
            order.Gone == Units.None || order.Confirmed > 0 ? null : $"{order.Gone} left"),
    ];

    /// <summary>True once nothing about the order is under way.</summary>
    public static readonly IReadOnlyList<Rule<OrderAccount>> Settled =
    [
        new("a confirmed order is paid in full, any other not at all", order =>
            order.Paid == Owed(order) && (order.PaidIn is null || order.PaidIn == order.Currency)
                ? null
                : $"{order.Outcome}: captured {order.Captured} - refunded {order.Refunded} {order.PaidIn}, owed {Owed(order)} {order.Currency}"),
        new("a confirmed order's units have left, any other's have not", order =>
            order.Gone == Due(order) ? null : $"{order.Outcome}: left {order.Gone.Against(Due(order))}"),
        new("nothing stays reserved", order =>
            order.Held == Units.None ? null : $"{order.Outcome}: {order.Held} reserved"),
        new("the provider's book agrees", order =>
            order.Charged == order.Paid && (order.Charged == 0 || order.ChargedIn == order.PaidIn)
                ? null
                : $"it keeps {order.Charged} {order.ChargedIn}, we {order.Paid} {order.PaidIn}"),
    ];

    static bool HasOneOutcome(OrderAccount order) =>
        order.Confirmed + order.Rejected <= 1
        && order.Rejected + order.Cancelled <= 1
        && (order.Cancelled == 0 || order.WasConfirmed == order.Confirmed > 0);

    static decimal Owed(OrderAccount order) => order.Outcome == OrderOutcome.Confirmed ? order.Total : 0;

    static Units Due(OrderAccount order) => order.Outcome == OrderOutcome.Confirmed ? order.Ordered : Units.None;

    static string NameOf(OrderOutcome outcome) => outcome == OrderOutcome.InFlight ? "Placed" : outcome.ToString();
}
