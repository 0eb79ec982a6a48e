using Microsoft.AspNetCore.Diagnostics;
using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>What the refusals of the supervisor are over HTTP: 404 for a name that nobody has, or has any more, 422 for what cannot be done.</summary>
sealed class ControlProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (StatusOf(exception) is not { } status)
            return false;
        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = { Status = status, Detail = exception.Message }, Exception = exception });
    }

    static int? StatusOf(Exception exception) => exception switch
    {
        UnknownNameException or RemovedProcessException => StatusCodes.Status404NotFound,
        TopologyException => StatusCodes.Status422UnprocessableEntity,
        _ => null,
    };
}
