using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Modular.Order.Contracts;
using Modular.Order.Waiting;

namespace Modular.Order.Placing;

/// <summary>
/// Answers a placed order: 202 at once, or, with <c>Prefer: wait=n</c> (RFC 7240), 200 when the order is final and 202 when the
/// time is up first.
/// </summary>
sealed record OrderAccepted(Guid OrderId, bool IsReplayed = false) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var receipt = new OrderReceipt(OrderId, OrderStatus.Placed);
        if (WaitPreference.Of(httpContext.Request) is { } wait)
        {
            httpContext.Response.Headers["Preference-Applied"] = $"wait={(int)wait.TotalSeconds}";
            var outcomes = httpContext.RequestServices.GetRequiredService<OrderOutcomes>();
            receipt = await outcomes.WaitAsync(OrderId, wait, isNew: !IsReplayed, httpContext.RequestAborted) ?? receipt;
        }

        httpContext.Response.Headers.Location = $"/api/orders/{OrderId}";
        if (IsReplayed)
            httpContext.Response.Headers["Idempotency-Replayed"] = "true";
        httpContext.Response.StatusCode = receipt.Status == OrderStatus.Placed ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        await httpContext.Response.WriteAsJsonAsync(receipt, httpContext.RequestAborted);
    }
}
