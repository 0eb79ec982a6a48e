using Modular.Gateway.Discovery;
using Modular.Gateway.Routing;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Model;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// Right after the start not every service has registered (again): that nobody has a path does not mean yet that nobody will. Until
/// then the answer is 503 with <c>Retry-After</c>; a 404 would tell a client to give up. What a document for every host does not take is such a path too.
/// </summary>
sealed class Settling(DiscoveryOptions options, ServiceDirectory services, IngressDirectory ingress, IProblemDetailsService problems, TimeProvider time)
{
    static readonly ProblemType NotSettled = new("settling", "Try again after the time in Retry-After.");

    /// <summary>The route table follows the registry by at most this.</summary>
    readonly TimeSpan _routed = options.RouteInterval * 2;

    readonly long _began = time.GetTimestamp();

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint() is null or RouteEndpoint { Order: ProxyConfig.OrderLast } && !IsSettled() && !IsTaken(context) ? RefuseAsync(context) : next(context);

    bool IsTaken(HttpContext context) => context.GetEndpoint() is { } endpoint
        && (endpoint.Metadata.GetMetadata<RouteModel>() is null || ingress.Find(context.Request.Host.Host)?.Rules.Find(context, out _) is not null);

    bool IsSettled() => time.GetElapsedTime(_began) >= options.SettleFor
        && options.Expected.All(service => services.Find(service) is { } found && time.GetElapsedTime(found.Since) >= _routed);

    Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        var missing = options.Expected.Where(service => services.Find(service) is null).ToList();
        var why = missing.Count > 0 ? $"No service has registered this path yet, and of those that are expected here there was no word of {string.Join(", ", missing)}."
            : "The gateway has just started and no service has registered this path yet.";
        return problems.WriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = new()
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Type = NotSettled.Uri,
                Detail = $"{why} {NotSettled.Advice}",
            },
        }).AsTask();
    }
}

static class SettlingExtensions
{
    /// <summary>Comes after routing: it is about what matched nothing.</summary>
    public static void UseSettling(this WebApplication app)
    {
        var settling = ActivatorUtilities.CreateInstance<Settling>(app.Services);
        app.Use(next => context => settling.InvokeAsync(context, next));
    }
}
