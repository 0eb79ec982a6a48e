using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>What a document has the gateway answer by itself.</summary>
static class OwnAnswers
{
    public static void Redirect(HttpRedirect redirect, string? prefix, HttpContext context)
    {
        context.Response.StatusCode = redirect.Status;
        context.Response.Headers.Location = RedirectLocation.Of(redirect, prefix, context.Request);
    }

    public static async Task AnswerAsync(HttpDirectResponse direct, HttpContext context)
    {
        context.Response.StatusCode = direct.Status;
        if (direct.Body.Length == 0 || !HttpDirectResponse.HasBody(direct.Status))
            return;
        context.Response.ContentLength = direct.Body.Length;
        context.Response.ContentType ??= "text/plain";
        await context.Response.Body.WriteAsync(direct.Body, context.RequestAborted);
    }
}
