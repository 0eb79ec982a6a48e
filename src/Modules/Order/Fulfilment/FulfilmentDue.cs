using Marten;
using Wolverine;
using Wolverine.Attributes;

namespace Modular.Order.Fulfilment;

/// <summary>Scheduled with every order: its time is up.</summary>
[MessageIdentity("order.fulfilment-due.v1")]
public sealed record FulfilmentDue(Guid OrderId);

/// <summary>The outcome is still open although its time is up.</summary>
[MessageIdentity("order.fulfilment-timed-out.v1")]
public sealed record FulfilmentTimedOut(Guid OrderId);

/// <summary>Nearly every order is settled when its time is up. So the due ones are looked through by the hundred, and only the open ones go on.</summary>
public static class FulfilmentDueHandler
{
    public static async Task<OutgoingMessages> Handle(FulfilmentDue[] due, IDocumentSession session, CancellationToken cancellation)
    {
        var open = await session.LoadManyAsync<OrderFulfilment>(cancellation, due.Select(one => one.OrderId).Distinct());
        return [.. open.Select(saga => new FulfilmentTimedOut(saga.Id))];
    }
}
