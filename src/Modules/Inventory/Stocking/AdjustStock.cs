using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;
using Wolverine.Persistence.EventSourcing;

namespace Modular.Inventory.Stocking;

/// <summary><c>POST /api/inventory/{sku}/adjustments</c>: a stocktaking found more or fewer units than the books.</summary>
[Storage(typeof(IInventoryStore))]
public static class AdjustStockEndpoint
{
    public static ProblemDetails Validate(AdjustStockRequest? request) => StockRequestValidator.Check(
        (request is { Quantity: not 0 } && Math.Abs((long)request.Quantity) <= StockRequestValidator.MaxUnits, "quantity",
            $"Give the units found (positive) or lost (negative), at most {StockRequestValidator.MaxUnits}."),
        (ShortText.IsValid(request?.Reason), "reason", "Give the reason, 1 to 100 printable characters."));

    [Tags("Inventory")]
    [EndpointSummary("A stocktaking found more or fewer units than the books.")]
    [ProducesResponseType<StockItemView>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [ProducesResponseType<ValidationProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [WolverinePost("/api/inventory/{sku}/adjustments")]
    public static (IResult, Events) Post(
        AdjustStockRequest request,
        [WriteModel("sku", LoadStyle = ModelConcurrencyStyle.Exclusive, OnMissing = OnMissing.ProblemDetailsWith404)] StockItem item)
    {
        if (item.Available + request.Quantity < 0)
        {
            return (Results.Problem(
                $"{item.Id} has {item.OnHand} on hand, {item.Reserved} of them reserved: at most {item.Available} can be missing.",
                statusCode: StatusCodes.Status409Conflict), []);
        }

        if (!item.HasRoomFor(request.Quantity))
            return (StockProblems.Full(item), []);

        var adjusted = new UnitsAdjusted(request.Quantity, request.Reason);
        return (Results.Ok(item.Apply(adjusted).ToView()), [adjusted]);
    }
}
