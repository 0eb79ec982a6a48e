using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Wolverine;
using Wolverine.Http;

namespace Modular.Inventory.Stocking;

/// <summary><c>POST /api/inventory</c>: a new item, with nothing on hand. Listing it again with the same name and price changes nothing.</summary>
public static class ListItemEndpoint
{
    public static ProblemDetails Validate(ListItemRequest? request) => StockRequestValidator.Check(
        (ShortText.IsValid(request?.Sku), "sku", "Give the SKU, 1 to 100 printable characters."),
        (ShortText.IsValid(request?.Name), "name", "Give the name, 1 to 100 printable characters."),
        (StockRequestValidator.IsPrice(request?.UnitPrice), "unitPrice", StockRequestValidator.PriceError));

    public static Task<StockItem?> LoadAsync(ListItemRequest request, IDocumentSession session, CancellationToken cancellation) =>
        session.LoadAsync<StockItem>(request.Sku, cancellation);

    [Tags("Inventory")]
    [EndpointSummary("List a new item, with nothing on hand.")]
    [ProducesResponseType<StockItemView>(StatusCodes.Status201Created)]
    [ProducesResponseType<StockItemView>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [ProducesResponseType<ValidationProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [WolverinePost("/api/inventory")]
    public static (IResult, OutgoingMessages) Post(ListItemRequest request, StockItem? item, IDocumentSession session)
    {
        var listed = new ItemListed(request.Sku, request.Name, request.UnitPrice);
        if (item is not null)
        {
            return (item.Name == listed.Name && item.UnitPrice == listed.UnitPrice
                ? Results.Ok(item.ToView())
                : Results.Problem($"{item.Id} is listed already, as {item.Name} for {item.UnitPrice}.", statusCode: StatusCodes.Status409Conflict), []);
        }

        session.Events.StartStream<StockItem>(listed.Sku, listed);
        return (
            Results.Created($"/api/inventory/{Uri.EscapeDataString(listed.Sku)}", StockItem.Create(listed).ToView()),
            [new ItemChanged(listed.Sku, listed.Name, listed.UnitPrice, Version: 1)]);
    }
}
