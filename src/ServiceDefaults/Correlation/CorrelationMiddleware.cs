using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Modular.ServiceDefaults.Correlation;

/// <summary>Takes the client's correlation id, or makes one, and returns it with every response.</summary>
sealed class CorrelationMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var id = Taken(context.Request);
        if (id is null)
        {
            id = Made();
            // A gateway forwards the headers it was given: the id made here must be among them.
            context.Request.Headers[CorrelationId.Header] = id;
        }

        Activity.Current?.SetTag(CorrelationId.Attribute, id);
        // Not when the answer starts, which would cost every request a callback. Whoever clears the headers sets it again.
        context.Response.Headers[CorrelationId.Header] = id;
        return next(context);
    }

    static string? Taken(HttpRequest request) =>
        request.Headers[CorrelationId.Header] is [{ } id] && CorrelationId.IsAcceptable(id) ? id : null;

    /// <summary>The trace id: it is there already, it is unique, and it makes both ids one where the client gave none.</summary>
    static string Made() => (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
}
