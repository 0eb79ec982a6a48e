using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Modular.ServiceDefaults.Problems;

/// <summary>Errors as problem details (RFC 9457), wherever they come from.</summary>
public static class ProblemExtensions
{
    /// <summary>Adds the writing of problems and what exceptions mean, and limits request bodies to 1 MiB.</summary>
    public static void AddProblems(this IHostApplicationBuilder builder)
    {
        // Before the framework's own writer: the first that can write does.
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ExceptionProblemHandler>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = RequestLimits.DrainedBytes);
    }

    /// <summary>Turns exceptions, and error responses without a body, into problems. After <c>UseCorrelation</c>, before everything else.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app
        .UseExceptionHandler()
        .UseStatusCodePages()
        .UseMiddleware<RequestLimits>();
}
