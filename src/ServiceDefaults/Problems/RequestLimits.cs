using Microsoft.AspNetCore.Http;

namespace Modular.ServiceDefaults.Problems;

/// <summary>Refuses bodies over <see cref="MaxBodyBytes"/> with 413, before or while they are read.</summary>
/// <remarks>
/// The server enforces the limit. But Wolverine's endpoints take any failure to read the body for bad JSON and answer 400; so a
/// declared length is checked here, and the refusal of a body of undeclared length is remembered and thrown again.
/// </remarks>
sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>1 MiB.</summary>
    public const long MaxBodyBytes = 1024 * 1024;

    public Task InvokeAsync(HttpContext context) => context.Request.ContentLength switch
    {
        > MaxBodyBytes => throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge),
        null when context.Request.Headers.TransferEncoding.Count > 0 || HttpProtocol.IsHttp2(context.Request.Protocol) => Watch(context),
        _ => next(context),
    };

    async Task Watch(HttpContext context)
    {
        var body = new WatchedBody(context.Request.Body);
        context.Request.Body = body;
        await next(context);
        if (body.Refusal is not null && !context.Response.HasStarted)
            throw body.Refusal;
    }
}
