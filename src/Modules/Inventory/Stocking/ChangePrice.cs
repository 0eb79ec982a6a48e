using JasperFx.Events;
using Marten.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Inventory.Contracts;
using Wolverine;
using Wolverine.Http;
using Wolverine.Persistence;
using Wolverine.Persistence.EventSourcing;

namespace Modular.Inventory.Stocking;

/// <summary><c>PUT /api/inventory/{sku}/price</c>: the price of orders from now on.</summary>
[Storage(typeof(IInventoryStore))]
public static class ChangePriceEndpoint
{
    public static ProblemDetails Validate(ChangePriceRequest? request) => StockRequestValidator.Check(
        (StockRequestValidator.IsPrice(request?.UnitPrice), "unitPrice", StockRequestValidator.PriceError));

    [Tags("Inventory")]
    [EndpointSummary("The price of orders from now on.")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ValidationProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [WolverinePut("/api/inventory/{sku}/price")]
    public static (StockItemView, OutgoingMessages) Put(
        ChangePriceRequest request,
        [WriteModel("sku", LoadStyle = ModelConcurrencyStyle.Exclusive, OnMissing = OnMissing.ProblemDetailsWith404)] IEventStream<StockItem> stream)
    {
        var item = stream.Aggregate!;
        if (item.UnitPrice == request.UnitPrice)
            return (item.ToView(), []);

        var changed = new PriceChanged(request.UnitPrice);
        stream.AppendOne(changed);
        return (item.Apply(changed).ToView(), [new ItemChanged(item.Id, item.Name, changed.UnitPrice, stream.CurrentVersion!.Value + 1)]);
    }
}
