namespace Modular.Gateway.Forwarding;

/// <summary>Keeps the body of a request that may be sent again, where it is small and its length is known.</summary>
static class ReplayableBody
{
    /// <summary>Reads the body to its end, so that <see cref="CanReplay"/> it.</summary>
    public static async Task KeepAsync(HttpRequest request, int length)
    {
        var kept = new byte[length];
        var read = await request.Body.ReadAtLeastAsync(kept, length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        request.Body = new MemoryStream(kept, 0, read, writable: false);
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
