namespace Modular.Gateway.Forwarding;

/// <summary>Keeps the body of a request that may be sent again, where it is small and its length is known.</summary>
static class ReplayableBody
{
    /// <summary>Reads the body to its end, so that <see cref="CanReplay"/> it.</summary>
    /// <returns>False when it broke off. The status of the answer then says why, as after a body that was not kept.</returns>
    public static async Task<bool> TryKeepAsync(HttpContext context, int length)
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

    /// <summary>Whether a request that has been sent can be sent again: it has no body, or one that was kept.</summary>
    public static bool CanReplay(HttpRequest request)
    {
        if (request.Body is not MemoryStream kept)
            return request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        kept.Position = 0;
        return true;
    }
}
