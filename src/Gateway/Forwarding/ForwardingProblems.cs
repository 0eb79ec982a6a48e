using Microsoft.AspNetCore.Mvc;
using Modular.Gateway.Resilience;
using Modular.ServiceDefaults.Problems;

namespace Modular.Gateway.Forwarding;

/// <summary>What a client is told when the gateway itself has to answer.</summary>
sealed partial class ForwardingProblems(IProblemDetailsService problems, ILogger<ForwardingProblems> log)
{
    /// <summary>In seconds: health checks and the registry need about as long to find a new instance.</summary>
    const string RetryAfter = "1";

    static readonly ProblemType Overload = new("overload", "Try again after the time in Retry-After, and more slowly.");
    static readonly ProblemType NoInstance = new("no-instance", "Try again after the time in Retry-After.");

    /// <summary>503: the service is known, and nobody is there to answer for it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="service">Whose requests they are.</param>
    /// <param name="subset">Which of its instances could have taken it; null for all.</param>
    public Task WriteNoInstanceAsync(HttpContext context, string service, string? subset = null)
    {
        var whose = subset is null ? $"'{service}'" : $"{service}'s subset {subset}";
        LogNoInstance(service, subset ?? "any", context.Request.Method, context.Request.Path);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetryAfter;
        return WriteAsync(context, service, new()
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "Service Unavailable",
            Type = NoInstance.Uri,
            Detail = $"No instance of {whose} can take the request. {NoInstance.Advice}",
        });
    }

    /// <summary>404: the service, or the host, is there, and its document takes none of these requests.</summary>
    /// <param name="context">The request.</param>
    /// <param name="service">Whose requests they are: a service's, or a document's that has a host.</param>
    public Task WriteNoRouteAsync(HttpContext context, string service)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return WriteAsync(context, service, new()
        {
            Status = StatusCodes.Status404NotFound,
            Detail = $"No route of the traffic policy for '{service}' takes this request.",
        });
    }

    /// <summary>503: the service has enough to do. <c>x-modular-overload</c> names the limit.</summary>
    public Task WriteOverloadAsync(HttpContext context, string service, string limit)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetryAfter;
        context.Response.Headers["x-modular-overload"] = limit;
        return WriteAsync(context, service, new()
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "Service Unavailable",
            Type = Overload.Uri,
            Detail = $"'{service}' is given no more than it can bear ({limit}). {Overload.Advice}",
        });
    }

    /// <summary>504 when time was up, otherwise 502: the destination did not answer, or not in full.</summary>
    public Task WriteFailureAsync(HttpContext context, string service, string instance, Outcome outcome, Exception? failure)
    {
        LogFailed(service, instance, outcome.Name(), context.Request.Method, context.Request.Path, failure?.GetBaseException().Message);
        if (outcome == Outcome.ClientAborted)
            return WriteBrokenBodyAsync(context, service);
        // Too late to say anything.
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        var status = outcome is Outcome.PerTryTimeout or Outcome.DeadlineExceeded ? StatusCodes.Status504GatewayTimeout
            : context.Response.StatusCode >= StatusCodes.Status500InternalServerError ? context.Response.StatusCode
            : StatusCodes.Status502BadGateway;
        var retry = context.Response.Headers[Exchange.Header];
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.Headers[Exchange.Header] = retry;
        return WriteAsync(context, service, new()
        {
            Status = status,
            Detail = $"'{service}' did not answer: {outcome.Name()}. Try again if the request may be repeated.",
        });
    }

    /// <summary>
    /// 400 or 408, as the status is already: the body of the request broke off, came too slowly or makes no sense, and the client is still there. What is
    /// too long is the edge's to say.
    /// </summary>
    public Task WriteBrokenBodyAsync(HttpContext context, string service)
    {
        var status = context.Response.StatusCode;
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested
            || status is not (StatusCodes.Status400BadRequest or StatusCodes.Status408RequestTimeout))
            return Task.CompletedTask;
        return WriteAsync(context, service, new()
        {
            Status = status,
            Detail = $"The body of the request to '{service}' did not come in full, or not as its headers say. Send the request again.",
        });
    }

    Task WriteAsync(HttpContext context, string service, ProblemDetails problem)
    {
        problem.Extensions["service"] = service;
        return problems.WriteAsync(new() { HttpContext = context, ProblemDetails = problem }).AsTask();
    }

    [LoggerMessage(LogLevel.Warning, "No instance of {Service} (subset {Subset}) for {Method} {Path}")]
    partial void LogNoInstance(string service, string subset, string method, string path);

    [LoggerMessage(LogLevel.Warning, "{Service} {Instance}: {Outcome} on {Method} {Path}: {Failure}")]
    partial void LogFailed(string service, string instance, string outcome, string method, string path, string? failure);
}
