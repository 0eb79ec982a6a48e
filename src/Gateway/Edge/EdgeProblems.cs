using Microsoft.AspNetCore.Mvc;

namespace Modular.Gateway.Edge;

/// <summary>Tells a client why its request is not taken.</summary>
sealed partial class EdgeProblems(IProblemDetailsService problems, EdgeMetrics metrics, ILogger<EdgeProblems> log)
{
    public Task WriteAsync(HttpContext context, Refusal refusal, (string Name, object? Value)? more = null)
    {
        metrics.Refused(refusal);
        LogRefused(refusal.Name(), context.Request.Method, context.Request.Path);
        var response = context.Response;
        response.StatusCode = refusal.Status();
        // Nobody knows where a request begins that follows one like this (RFC 9112, section 6.3).
        if (refusal != Refusal.RateLimit && (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol)))
            response.Headers.Connection = "close";
        var problem = new ProblemDetails { Status = refusal.Status(), Detail = refusal.Advice(), Extensions = { ["reason"] = refusal.Name() } };
        if (more is var (name, value))
            problem.Extensions[name] = value;
        return problems.WriteAsync(new() { HttpContext = context, ProblemDetails = problem }).AsTask();
    }

    // Not a warning: whoever scans the gateway would fill the log.
    [LoggerMessage(LogLevel.Debug, "Refused, {Reason}: {Method} {Path}")]
    partial void LogRefused(string reason, string method, string path);
}
