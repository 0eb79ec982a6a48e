using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace Modular.Gateway.Edge;

/// <summary>
/// Refuses bodies over <see cref="EdgeOptions.MaxBodyBytes"/> of what is forwarded: at once where the length is declared, else when it is passed,
/// by then in the middle of forwarding. After routing, which lifts the limit of the server for routed requests.
/// </summary>
sealed class BodyLimit(RequestDelegate next, EdgeOptions options, EdgeProblems problems)
{
    readonly long _limit = options.MaxBodyBytes;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null)
            return next(context);
        if (context.Request.ContentLength > _limit)
            return problems.WriteAsync(context, Refusal.BodySize, ("limit", _limit));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = _limit;
        return PassAsync(context);
    }

    /// <remarks>The forwarder knows of a body that broke off, and with what status, but not why.</remarks>
    async Task PassAsync(HttpContext context)
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status413PayloadTooLarge })
            await problems.WriteAsync(context, Refusal.BodySize, ("limit", _limit));
    }
}
