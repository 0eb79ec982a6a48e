using Microsoft.AspNetCore.Http.Features;

namespace Modular.Gateway.Forwarding;

/// <summary>Keeps the body of a request that may be sent again, where it is small.</summary>
static class ReplayableBody
{
    /// <summary>
    /// Reads a body of known length to its end before it is sent: whether it is whole is then known first. One of unknown length is kept
    /// while it is sent (<see cref="RecordedBody"/>).
    /// </summary>
    /// <param name="limit">The longest that is kept, in bytes.</param>
    /// <returns>False when it broke off. The status of the answer then says why, as after a body that was not kept.</returns>
    public static ValueTask<bool> TryKeepAsync(HttpContext context, int limit)
    {
        var request = context.Request;
        if (request.ContentLength is { } length)
            return length > 0 && length <= limit ? new(TryReadAsync(context, (int)length)) : new(true);
        if (limit > 0 && MayHaveBody(request))
            request.Body = new RecordedBody(request.Body, limit);
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

    static async Task<bool> TryReadAsync(HttpContext context, int length)
    {
        var kept = new byte[length];
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
