using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Wolverine;
using Wolverine.Http;

namespace Modular.ServiceDefaults.Correlation;

/// <summary>Correlation through HTTP requests and messages.</summary>
public static class CorrelationExtensions
{
    /// <summary>Takes or makes the correlation id of each request. First in the pipeline: whatever comes before knows no id.</summary>
    public static IApplicationBuilder UseCorrelation(this IApplicationBuilder app) => app.UseMiddleware<CorrelationMiddleware>();

    /// <summary>Returns the correlation id of the request, and no other, after the headers of the answer were cleared or copied from somewhere.</summary>
    public static void ReturnCorrelation(this HttpContext context) =>
        context.Response.Headers[CorrelationId.Header] = context.Request.Headers[CorrelationId.Header];

    /// <summary>Carries the correlation id of a request into every message that follows from it.</summary>
    public static void UseCorrelation(this WolverineOptions options) => options.MetadataRules.Add(new OutgoingCorrelation());

    /// <summary>Carries the correlation id of a request into what its endpoint stores and sends.</summary>
    public static void UseCorrelation(this WolverineHttpOptions options) =>
        // An endpoint that only reads needs no message context: it is not made one for this.
        options.AddMiddleware(typeof(EndpointCorrelation), chain => !chain.HttpMethods.All(IsRead));

    static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
