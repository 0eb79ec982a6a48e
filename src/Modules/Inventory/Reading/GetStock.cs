using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Inventory.Contracts;
using Wolverine.Http;

namespace Modular.Inventory.Reading;

/// <summary><c>GET /api/inventory</c> and <c>GET /api/inventory/{sku}</c>.</summary>
public static class GetStockEndpoint
{
    [Tags("Inventory")]
    [EndpointSummary("All items.")]
    [WolverineGet("/api/inventory")]
    public static async Task<IEnumerable<StockItemView>> List(IQuerySession session, CancellationToken cancellation) =>
        (await session.Query<StockItem>().OrderBy(item => item.Id).ToListAsync(cancellation)).Select(item => item.ToView());

    [Tags("Inventory")]
    [EndpointSummary("One item.")]
    [ProducesResponseType<StockItemView>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [WolverineGet("/api/inventory/{sku}")]
    public static async Task<IResult> Get(string sku, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<StockItem>(sku, cancellation) is { } item
            ? Results.Ok(item.ToView())
            : Results.Problem($"There is no item {sku}. GET /api/inventory lists all.", statusCode: StatusCodes.Status404NotFound);
}
