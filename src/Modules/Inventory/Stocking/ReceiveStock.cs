using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Inventory.Contracts;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;
using Wolverine.Persistence.EventSourcing;

namespace Modular.Inventory.Stocking;

/// <summary><c>POST /api/inventory/{sku}/receipts</c>: units came in.</summary>
[Storage(typeof(IInventoryStore))]
public static class ReceiveStockEndpoint
{
    public static ProblemDetails Validate(ReceiveStockRequest? request) => StockRequestValidator.Check(
        (request is { Quantity: >= 1 and <= StockRequestValidator.MaxUnits }, "quantity", $"Give a quantity from 1 to {StockRequestValidator.MaxUnits}."));

    [Tags("Inventory")]
    [EndpointSummary("Units came in.")]
    [ProducesResponseType<StockItemView>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [ProducesResponseType<ValidationProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [WolverinePost("/api/inventory/{sku}/receipts")]
    public static (IResult, Events) Post(
        ReceiveStockRequest request,
        [WriteModel("sku", LoadStyle = ModelConcurrencyStyle.Exclusive, OnMissing = OnMissing.ProblemDetailsWith404)] StockItem item)
    {
        if (!item.HasRoomFor(request.Quantity))
            return (StockProblems.Full(item), []);

        var received = new UnitsReceived(request.Quantity);
        return (Results.Ok(item.Apply(received).ToView()), [received]);
    }
}
