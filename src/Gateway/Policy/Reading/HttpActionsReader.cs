using System.Text;
using System.Text.Json;

namespace Modular.Gateway.Policy.Reading;

/// <summary>What is done with a request beside choosing where it goes.</summary>
static class HttpActionsReader
{
    static readonly Dictionary<string, int> RedirectStatuses = new[] { 301, 302, 303, 307, 308 }.ToDictionary(status => $"{status}", StringComparer.Ordinal);

    const string PurePath = "a path that begins with /, without a query (?) or a fragment (#)";

    public static HttpRedirect Redirect(Fields redirect)
    {
        redirect.AtMostOne("uri", "prefixRewrite");
        redirect.AtMostOne("port", "derivePort");
        var read = new HttpRedirect(
            Encoded(redirect["uri"]?.TextOf("a path that begins with /", Syntax.IsPath)),
            Encoded(redirect["prefixRewrite"]?.TextOf(PurePath, Syntax.IsPurePath)),
            redirect["authority"]?.TextOf("a host, perhaps with a port", Syntax.IsAuthority),
            redirect["port"]?.Whole(1, 65535),
            redirect["derivePort"]?.Choice<RedirectPort>(JsonNamingPolicy.SnakeCaseUpper),
            redirect["scheme"]?.TextOf("http or https", static scheme => scheme is "http" or "https"),
            redirect["redirectCode"]?.Choice(RedirectStatuses) ?? 301);
        if (read is { Uri: null, PrefixRewrite: null, Authority: null, Port: null, Scheme: null } && redirect["derivePort"] is null)
            redirect.Error("must say where to: uri, prefixRewrite, authority, port, derivePort or scheme");
        return read;
    }

    public static HttpDirectResponse DirectResponse(Fields response)
    {
        var read = new HttpDirectResponse(response.Required("status")?.Whole(200, 599) ?? 0, response["body"]?.Object(Body) ?? ReadOnlyMemory<byte>.Empty);
        if (read.Body.Length > 0 && !HttpDirectResponse.HasBody(read.Status))
            response.Warning("body", $"is not sent: an answer with status {read.Status} has no body");
        return read;
    }

    public static HttpRewrite Rewrite(Fields rewrite)
    {
        rewrite.AtMostOne("uri", "uriRegexRewrite");
        var read = new HttpRewrite(
            rewrite["uri"]?.TextOf(PurePath, Syntax.IsPurePath),
            rewrite["authority"]?.TextOf("a host, perhaps with a port", Syntax.IsAuthority),
            rewrite["uriRegexRewrite"]?.Object(RegexRewrite));
        if (read is { Uri: null, Authority: null, UriRegex: null })
            rewrite.Error("must say what to rewrite: uri, uriRegexRewrite or authority");
        return read;
    }

    /// <summary>An answer has room for ASCII only. What is encoded already stays so.</summary>
    static string? Encoded(string? path) =>
        path is null || Ascii.IsValid(path) ? path : string.Concat(path.EnumerateRunes().Select(static letter => letter.IsAscii ? letter.ToString() : Uri.EscapeDataString(letter.ToString())));

    static UriRegexRewrite RegexRewrite(Fields fields)
    {
        var pattern = fields.Required("match") is { } match ? Patterns.TryCompile(match, isWhole: false) : null;
        var rewrite = fields.Required("rewrite");
        var text = rewrite?.TextOf("a part of a path, without a query (?) or a fragment (#)", Syntax.IsOnlyPath) ?? "";
        if (pattern is not null && Patterns.GroupsMissing(text, pattern) is { } missing)
            rewrite?.Error(missing);
        return new(pattern!, Patterns.Replacement(text));
    }

    static ReadOnlyMemory<byte> Body(Fields body)
    {
        body.ExactlyOne("string", "bytes");
        if (body["bytes"] is not { } base64)
            return Encoding.UTF8.GetBytes(body["string"]?.Text() ?? "");
        var bytes = new byte[base64.Text().Length];
        if (Convert.TryFromBase64String(base64.Text(), bytes, out var length))
            return bytes.AsMemory(0, length);
        base64.Error("must be base64");
        return default;
    }
}
