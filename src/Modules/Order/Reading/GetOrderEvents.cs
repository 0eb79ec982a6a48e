using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Order.Contracts;
using Wolverine.Http;

namespace Modular.Order.Reading;

/// <summary><c>GET /api/orders/{id}/events</c>: the audit trail.</summary>
public static class GetOrderEventsEndpoint
{
    [Tags("Orders")]
    [EndpointSummary("The audit trail of an order.")]
    [ProducesResponseType<IEnumerable<OrderEventView>>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [WolverineGet("/api/orders/{id}/events")]
    public static async Task<IResult> Get(Guid id, IQuerySession session, CancellationToken cancellation)
    {
        var events = await session.Events.FetchStreamAsync(id, token: cancellation);
        return events.Count == 0
            ? OrderProblems.NotFound(id)
            : Results.Ok(events.Select(e => new OrderEventView((int)e.Version, e.EventTypeName, e.Timestamp, e.Data)));
    }
}
