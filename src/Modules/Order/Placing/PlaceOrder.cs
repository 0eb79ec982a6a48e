using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
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
/// <c>POST /api/orders</c>. In one transaction: the order's first event, its saga, and the request to reserve stock.
/// </summary>
public static class PlaceOrderEndpoint
{
    public static async Task<(IResult, PricedOrder?)> LoadAsync(
        PlaceOrderRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        IDocumentSession session,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var errors = OrderRequestValidator.Validate(request, key);
        if (errors.Count > 0)
            return (OrderProblems.Invalid(errors), null);

        if (key is not null && await PlacedOnce.FindAsync(key, session, cancellation) is { } earlier)
            return (Replay(earlier, request), null);

        var items = await session.LoadManyAsync<CatalogueItem>(cancellation, request.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal));
        var catalogue = items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        errors = OrderPricing.Validate(request, catalogue);
        return errors.Count > 0
            ? (OrderProblems.Invalid(errors), null)
            : (WolverineContinue.Result(), new PricedOrder(NewId.From(time), OrderPricing.Price(request, catalogue)));
    }

    [Tags("Orders")]
    [EndpointSummary("Place an order. Prefer: wait=5 waits for its outcome; Idempotency-Key places it once.")]
    [ProducesResponseType<OrderReceipt>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<OrderReceipt>(StatusCodes.Status200OK)]
    [ProducesResponseType<ValidationProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [WolverinePost("/api/orders")]
    public static (IResult, IStartStream, OrderFulfilment, OutgoingMessages) Post(
        PlaceOrderRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        PricedOrder order,
        IDocumentSession session,
        IOptions<FulfilmentOptions> options,
        TimeProvider time)
    {
        var placed = new OrderPlaced(order.Id, request.CustomerId, order.Lines, OrderPricing.Total(order.Lines), time.GetUtcNow());
        if (key is not null)
            session.Insert(PlacedOnce.Of(key, request, order.Id, placed.At));

        return (
            new OrderAccepted(order.Id),
            MartenOps.StartStream<Order>(order.Id, placed),
            OrderFulfilment.Of(placed, request.Payment.Token, options.Value.Timeout),
            [new ReserveStock(order.Id, [.. order.Lines.Select(line => new StockLine(line.Sku, line.Quantity))])]);
    }

    static IResult Replay(PlacedOnce earlier, PlaceOrderRequest request) =>
        earlier.Fingerprint == PlacedOnce.FingerprintOf(request)
            ? new OrderAccepted(earlier.OrderId, IsReplayed: true)
            : OrderProblems.Invalid("Idempotency-Key", "This key was used for another order. Give each order a key of its own.");
}

/// <summary>The lines of a request, checked and priced, and the id the order gets.</summary>
public sealed record PricedOrder(Guid Id, IReadOnlyList<OrderLine> Lines);
