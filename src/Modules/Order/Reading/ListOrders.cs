using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Kernel;
using Modular.Order.Contracts;
using Wolverine.Http;

namespace Modular.Order.Reading;

/// <summary>
/// <c>GET /api/orders</c>, newest first. Ids are UUID v7 and sort by time, so the last id of a page is the cursor of the next:
/// paging costs the same on every page, and an order placed meanwhile shifts none.
/// </summary>
public static class ListOrdersEndpoint
{
    const int DefaultLimit = 50;
    const int MaxLimit = 200;

    [Tags("Orders")]
    [EndpointSummary("Orders, newest first.")]
    [ProducesResponseType<OrderPage>(StatusCodes.Status200OK)]
    [ProducesResponseType<ValidationProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    [WolverineGet("/api/orders")]
    public static async Task<IResult> Get(
        string? customerId, string? status, int? limit, string? cursor, IQuerySession session, CancellationToken cancellation)
    {
        var take = limit ?? DefaultLimit;
        if (take is < 1 or > MaxLimit)
            return OrderProblems.Invalid("limit", $"Give a limit from 1 to {MaxLimit}.");
        if (!TryParseStatus(status, out var wanted))
            return OrderProblems.Invalid("status", $"Give one of {string.Join(", ", Enum.GetNames<OrderStatus>())}.");
        if (!string.IsNullOrEmpty(customerId) && !ShortText.IsValid(customerId))
            return OrderProblems.Invalid("customerId", $"Give the customer's id, 1 to {ShortText.MaxLength} printable characters.");
        if (!TryParseCursor(cursor, out var before))
            return OrderProblems.Invalid("cursor", "Give the nextCursor of the page before.");

        IQueryable<Order> orders = session.Query<Order>();
        if (!string.IsNullOrEmpty(customerId))
            orders = orders.Where(order => order.CustomerId == customerId);
        if (wanted is { } one)
            orders = orders.Where(order => order.Status == one);
        if (before is { } last)
            orders = orders.Where(order => order.Id.CompareTo(last) < 0);

        var page = await orders.OrderByDescending(order => order.Id).Take(take + 1).ToListAsync(cancellation);
        var items = page.Take(take).Select(order => order.ToSummary()).ToList();
        return Results.Ok(new OrderPage(items, page.Count > take ? items[^1].OrderId.ToString() : null));
    }

    static bool TryParseStatus(string? text, out OrderStatus? status)
    {
        // Enum.TryParse would also take numbers, and lists as sums of flags.
        var name = Enum.GetNames<OrderStatus>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        status = name is null ? null : Enum.Parse<OrderStatus>(name);
        return status is not null || string.IsNullOrEmpty(text);
    }

    static bool TryParseCursor(string? text, out Guid? cursor)
    {
        cursor = Guid.TryParse(text, out var id) ? id : null;
        return cursor is not null || string.IsNullOrEmpty(text);
    }
}
