using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>What a document has the gateway answer by itself.</summary>
static class OwnAnswers
{
    public static void Redirect(HttpRedirect redirect, string? prefix, HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        var target = redirect.Uri ?? (redirect.PrefixRewrite is { } rewrite && prefix is not null ? rewrite + path[prefix.Length..] : path);
        var scheme = redirect.Scheme ?? request.Scheme;
        var host = redirect.Authority ?? request.Host.Host;
        var port = redirect.Port ?? (redirect.DerivePort == RedirectPort.FromRequestPort ? request.Host.Port : null);
        var authority = port is { } number && number != (scheme == Uri.UriSchemeHttps ? 443 : 80) && !host.Contains(':', StringComparison.Ordinal) ? $"{host}:{number}" : host;
        context.Response.StatusCode = redirect.Status;
        context.Response.Headers.Location = $"{scheme}://{authority}{target}{request.QueryString}";
    }

    public static async Task AnswerAsync(HttpDirectResponse direct, HttpContext context)
    {
        context.Response.StatusCode = direct.Status;
        if (direct.Body.Length == 0)
            return;
        context.Response.ContentLength = direct.Body.Length;
        context.Response.ContentType ??= "text/plain";
        await context.Response.Body.WriteAsync(direct.Body, context.RequestAborted);
    }
}
