using Microsoft.AspNetCore.Http;

namespace Modular.ServiceDefaults.Problems;

/// <summary>Refuses bodies over <see cref="MaxBodyBytes"/> with 413: at once where the length is declared, else as soon as it is passed.</summary>
/// <remarks>
/// Not left to the server's own limit, for two reasons. Wolverine's endpoints take any failure to read the body for bad JSON and
/// answer 400. And a server that stops reading at its limit closes the connection under a client that is still sending, which then
/// sees a broken pipe in place of the answer; so the server reads on to <see cref="DrainedBytes"/>, and discards.
/// </remarks>
sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>1 MiB.</summary>
    public const long MaxBodyBytes = 1024 * 1024;

    /// <summary>16 MiB: a client that sends more than that is cut off.</summary>
    public const long DrainedBytes = 16 * MaxBodyBytes;

    public static BadHttpRequestException TooLarge() => new("Request body too large.", StatusCodes.Status413PayloadTooLarge);

    public Task InvokeAsync(HttpContext context) => context.Request switch
    {
        { ContentLength: > MaxBodyBytes } => throw TooLarge(),
        { ContentLength: null, Method: not ("GET" or "HEAD") } => Count(context),
        _ => next(context),
    };

    async Task Count(HttpContext context)
    {
        var body = new LimitedBody(context.Request.Body, MaxBodyBytes);
        context.Request.Body = body;
        await next(context);
        if (body.IsExceeded && !context.Response.HasStarted)
            throw TooLarge();
    }
}
