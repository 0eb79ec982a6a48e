using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Modular.ServiceDefaults.Correlation;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Modular.ServiceDefaults.Problems;

/// <summary>
/// Writes every problem of the process, whoever found it: endpoints, the exception handler, routing. Adds what RFC 9457 and this
/// system promise and the finder left out: a stable type, what the caller can do, and the ids to look it up by.
/// </summary>
sealed class ProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    /// <summary>Also for a caller that does not accept JSON: an answer that says why is worth more than an empty one.</summary>
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var response = context.HttpContext.Response;
        // The exception handler has cleared all headers.
        context.HttpContext.ReturnCorrelation();
        Complete(problem, response.StatusCode);
        var contract = json.Value.SerializerOptions.GetTypeInfo(problem.GetType());
        return new(response.WriteAsJsonAsync(problem, contract, "application/problem+json", context.HttpContext.RequestAborted));
    }

    static void Complete(ProblemDetails problem, int status)
    {
        problem.Status ??= status;
        var type = ProblemType.Of(problem);
        if (IsGeneric(problem.Type))
            problem.Type = type.Uri;
        problem.Detail ??= type.Advice;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString();
        problem.Extensions["correlationId"] = CorrelationId.Current;
    }

    /// <summary>Frameworks point to the definition of the status code, which the status says already.</summary>
    static bool IsGeneric(string? type) =>
        type is null or "about:blank"
        || type.StartsWith("https://tools.ietf.org/", StringComparison.Ordinal)
        || type.StartsWith("https://httpstatuses.com/", StringComparison.Ordinal);
}
