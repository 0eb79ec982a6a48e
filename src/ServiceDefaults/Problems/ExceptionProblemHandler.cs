using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Problems;

/// <summary>Answers the exceptions that mean something to the caller; the others stay with ASP.NET Core: logged, and a plain 500.</summary>
sealed partial class ExceptionProblemHandler(IProblemDetailsService problems, ILogger<ExceptionProblemHandler> logger) : IExceptionHandler
{
    /// <summary>In seconds: long enough for a failover to begin, short enough for a person to wait.</summary>
    const string RetryAfter = "2";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (ExceptionProblem.Of(exception) is not { Status: { } status } problem)
            return false;

        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfter;
            LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, exception.GetBaseException().Message);
        }

        return await problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} failed, the database is not available: {Reason}")]
    partial void LogUnavailable(string method, string path, string reason);
}
