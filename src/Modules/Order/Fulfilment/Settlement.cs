using Marten;
using Modular.Inventory.Contracts;
using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Persistence.EventSourcing;

namespace Modular.Order.Fulfilment;

/// <summary>
/// The answers that settle an order. The order alone says whether it is still open, and its version lets only one of two answers win,
/// so the saga need not be read to be ended: it is deleted, or was.
/// </summary>
public static class SettlementHandler
{
    public static (Events, OutgoingMessages, EndOfSaga) Handle(
        StockRejected rejected, [WriteModel("OrderId")] Order order, TimeProvider time) =>
        Settled(order, Outcome.Rejected(order, rejected.Reason, time.GetUtcNow(), compensation: []));

    public static (Events, OutgoingMessages, EndOfSaga) Handle(
        PaymentCaptured captured, [WriteModel("OrderId")] Order order, TimeProvider time) =>
        Settled(order, Outcome.Confirmed(order, captured, time.GetUtcNow()));

    public static (Events, OutgoingMessages, EndOfSaga) Handle(
        PaymentDeclined declined, [WriteModel("OrderId")] Order order, TimeProvider time) =>
        Settled(order, Outcome.Rejected(order, declined.Reason, time.GetUtcNow(), [new ReleaseStock(declined.OrderId)]));

    static (Events, OutgoingMessages, EndOfSaga) Settled(Order order, (Events Events, OutgoingMessages Messages) outcome) =>
        (outcome.Events, outcome.Messages, new EndOfSaga(order.Id));
}

/// <summary>Deletes the saga of an order, unread.</summary>
public sealed record EndOfSaga(Guid OrderId) : IMartenOp
{
    public void Execute(IDocumentSession session) => session.Delete<OrderFulfilment>(OrderId);
}
