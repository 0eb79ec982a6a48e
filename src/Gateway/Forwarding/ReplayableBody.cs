using Microsoft.AspNetCore.Http.Features;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Forwarding;

/// <summary>Keeps the body of a request that may be sent again, where it is small, and sees to it that time spent on its client is not the service's.</summary>
static class ReplayableBody
{
    /// <summary>
    /// Reads a body that is known to be small to its end before it is sent: whether it is whole is then known first. Any other is passed
    /// on as it comes (<see cref="RecordedBody"/>), and kept while it is not too long.
    /// </summary>
    /// <param name="limit">The longest that is kept, in bytes; 0 for a request that is sent once.</param>
    /// <returns>False when it broke off. The status of the answer then says why, as after a body that was not kept.</returns>
    public static ValueTask<bool> TryKeepAsync(Exchange exchange, int limit)
    {
        var request = exchange.Context.Request;
        if (!MayHaveBody(request))
            return new(true);
        if (request.ContentLength <= limit)
            return new(TryReadAsync(exchange, (int)request.ContentLength));
        request.Body = new RecordedBody(request.Body, request.ContentLength is null ? limit : 0, exchange.Pace());
        return new(true);
    }

    /// <summary>Whether a request that has been sent can be sent again: it has no body, or one that was kept.</summary>
    public static bool CanReplay(HttpRequest request) => request.Body switch
    {
        MemoryStream => true,
        RecordedBody recorded => recorded.IsKept,
        _ => !MayHaveBody(request),
    };

    /// <summary>Begins the body anew, for another attempt. Comes after the last one has ended, which may have read until then.</summary>
    public static void Rewind(HttpRequest request)
    {
        if (request.Body is MemoryStream kept)
            kept.Position = 0;
        else if (request.Body is RecordedBody recorded)
            recorded.Rewind();
    }

    /// <summary>All of the body, for a copy of the request.</summary>
    /// <returns>Empty without a body; null where there is one that was not kept, or of which not all has come.</returns>
    public static ReadOnlyMemory<byte>? Whole(HttpRequest request) => request.Body switch
    {
        MemoryStream kept => kept.ToArray(),
        RecordedBody recorded => recorded.Whole,
        // A bare null would be an array's, and so an empty body.
        _ => MayHaveBody(request) ? default(ReadOnlyMemory<byte>?) : ReadOnlyMemory<byte>.Empty,
    };

    static bool MayHaveBody(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    static async Task<bool> TryReadAsync(Exchange exchange, int length)
    {
        var context = exchange.Context;
        var kept = new byte[length];
        using var wait = exchange.Pace().Begin();
        try
        {
            var read = await context.Request.Body.ReadAtLeastAsync(kept, length, throwOnEndOfStream: false, context.RequestAborted);
            context.Request.Body = new MemoryStream(kept, 0, read, writable: false);
            return true;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            context.Response.StatusCode = broken is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
            return false;
        }
    }
}
