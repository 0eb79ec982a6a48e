using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Modular.Order.Catalogue;
using Modular.Order.Contracts;
using Modular.Order.Fulfilment;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace Modular.Order.Placing;

/// <summary>
/// <c>POST /api/orders</c>. In one transaction: the order's first event, its saga, its timeout, and the request to reserve stock.
/// </summary>
public static class PlaceOrderEndpoint
{
    public static async Task<(IResult, PricedOrder?)> LoadAsync(
        PlaceOrderRequest request, IDocumentSession session, TimeProvider time, CancellationToken cancellation)
    {
        var errors = OrderRequestValidator.Validate(request);
        if (errors.Count > 0)
            return (OrderProblems.Invalid(errors), null);

        var items = await session.LoadManyAsync<CatalogueItem>(cancellation, request.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal));
        var catalogue = items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        errors = OrderPricing.Validate(request, catalogue);
        if (errors.Count > 0)
            return (OrderProblems.Invalid(errors), null);

        return (WolverineContinue.Result(), new PricedOrder(NewId.From(time), OrderPricing.Price(request, catalogue)));
    }

    [WolverinePost("/api/orders")]
    public static (IResult, IStartStream, OrderFulfilment, OutgoingMessages) Post(
        PlaceOrderRequest request, PricedOrder order, IOptions<FulfilmentOptions> options, TimeProvider time)
    {
        var placed = new OrderPlaced(order.Id, request.CustomerId, order.Lines, OrderPricing.Total(order.Lines), time.GetUtcNow());
        var reserve = new ReserveStock(order.Id, [.. order.Lines.Select(line => new StockLine(line.Sku, line.Quantity))]);

        return (
            Results.Accepted($"/api/orders/{order.Id}", new OrderReceipt(order.Id, OrderStatus.Placed)),
            MartenOps.StartStream<Order>(order.Id, placed),
            OrderFulfilment.Of(placed, request.Payment.Token),
            [reserve, new FulfilmentTimedOut(order.Id).DelayedFor(options.Value.Timeout)]);
    }
}

/// <summary>The lines of a request, checked and priced, and the id the order gets.</summary>
public sealed record PricedOrder(Guid Id, IReadOnlyList<OrderLine> Lines);
