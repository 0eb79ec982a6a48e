using System.Diagnostics;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Measuring;

/// <summary>The span of an attempt, with the attributes that OpenTelemetry has for HTTP clients.</summary>
static class AttemptSpan
{
    public static readonly ActivitySource Source = new(GatewayMetrics.MeterName);

    /// <summary>Begins it, and has the destination take up the trace there.</summary>
    /// <returns>Null where nobody listens, or nobody wants this one.</returns>
    public static Activity? Begin(Exchange exchange, Destination destination)
    {
        // What decides on the request's own span decides the same on this one: to ask again would cost every request that is not traced.
        if (!Source.HasListeners() || Activity.Current is { Recorded: false })
            return null;
        var request = exchange.Context.Request;
        var method = MethodOf(request);
        if (Source.StartActivity(method, ActivityKind.Client) is not { } span)
            return null;
        request.Headers.TraceParent = span.Id;
        if (span.IsAllDataRequested)
            Describe(span, method, exchange, destination);
        return span;
    }

    public static void End(this Activity span, Outcome outcome, int status, Exception? failure)
    {
        span.SetTag("modular.outcome", outcome.Name());
        if (status != 0)
            span.SetTag("http.response.status_code", status);
        if (!outcome.IsFailure())
            return;
        span.SetStatus(ActivityStatusCode.Error, failure?.GetBaseException().Message);
        // An answer may begin well and break off.
        span.SetTag("error.type", status >= StatusCodes.Status400BadRequest ? $"{status}" : outcome.Name());
    }

    static void Describe(Activity span, string method, Exchange exchange, Destination destination)
    {
        var request = exchange.Context.Request;
        var address = destination.Registration.Instance.Address;
        span.SetTag("http.request.method", method);
        if (method != request.Method)
            span.SetTag("http.request.method_original", request.Method);
        span.SetTag("server.address", address.Host);
        span.SetTag("server.port", address.Port);
        // What is asked for may hold secrets.
        span.SetTag("url.full", $"{address.GetLeftPart(UriPartial.Authority)}{request.Path.ToUriComponent()}{(request.QueryString.HasValue ? "?*" : "")}");
        if (exchange.Number > 1)
            span.SetTag("http.request.resend_count", exchange.Number - 1);
        span.SetTag("modular.service", exchange.Course.Service.Name);
        if (exchange.Course.Subset is { } subset)
            span.SetTag("modular.subset", subset);
        span.SetTag("modular.destination", destination.Id);
    }

    // Anybody can make a method up, and names of spans are to be few.
    static string MethodOf(HttpRequest request) =>
        request.Method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "PATCH" ? request.Method : "_OTHER";
}
