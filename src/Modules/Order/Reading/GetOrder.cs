using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Order.Contracts;
using Wolverine.Http;

namespace Modular.Order.Reading;

/// <summary><c>GET /api/orders/{id}</c>, now or as it was after its first <c>version</c> events.</summary>
public static class GetOrderEndpoint
{
    [Tags("Orders")]
    [EndpointSummary("An order as it is, or as it was after its first `version` events.")]
    [ProducesResponseType<OrderView>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ValidationProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [WolverineGet("/api/orders/{id}")]
    public static async Task<IResult> Get(Guid id, int? version, IQuerySession session, CancellationToken cancellation)
    {
        if (version is < 1)
            return OrderProblems.Invalid("version", "Give a version of at least 1.");

        var order = version is null
            ? await session.LoadAsync<Order>(id, cancellation)
            : await session.Events.AggregateStreamAsync<Order>(id, version.Value, token: cancellation);
        if (order is not null)
            return Results.Ok(order.ToView());

        return version is not null && await session.LoadAsync<Order>(id, cancellation) is { } latest
            ? OrderProblems.NotFound(id, $"It has {latest.Version} versions so far.")
            : OrderProblems.NotFound(id);
    }
}
