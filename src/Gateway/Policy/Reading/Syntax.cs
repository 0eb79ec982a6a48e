using System.Buffers;
using System.Net;

namespace Modular.Gateway.Policy.Reading;

/// <summary>What names may look like.</summary>
static class Syntax
{
    static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    static readonly SearchValues<char> Label = SearchValues.Create("-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>RFC 9110, section 5.6.2.</summary>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Token);

    /// <summary>RFC 9110, section 5.5: nothing that ends a header.</summary>
    public static bool IsHeaderValue(string text) => !text.Any(letter => letter is < ' ' and not '\t' or '\x7f');

    /// <summary>A host name or an address.</summary>
    public static bool IsHost(string text) => IPAddress.TryParse(text, out _)
        || (text.Length is > 0 and <= 253 && text.Split('.').All(label => label.Length is > 0 and <= 63 && !label.AsSpan().ContainsAnyExcept(Label)));

    /// <summary>A host, perhaps with a port.</summary>
    public static bool IsAuthority(string text) => Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" } && !text.Contains('/', StringComparison.Ordinal);

    /// <summary>A host, <c>*</c>, or a host below <c>*.</c></summary>
    public static bool IsHostPattern(string text) =>
        text == "*" || (IsHost(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) && ServiceHost.Decode(text) is not null);

    /// <summary>A Kubernetes object's name: lower case.</summary>
    public static bool IsName(string text) => IsHost(text) && !text.Any(letter => letter is '_' || char.IsUpper(letter)) && text[0] != '-' && text[^1] != '-';

    /// <summary>A Kubernetes namespace: a name without a dot.</summary>
    public static bool IsNamespace(string text) => IsName(text) && !text.Contains('.', StringComparison.Ordinal);

    /// <summary>A path, perhaps with a query.</summary>
    public static bool IsPath(string text) => text is ['/', ..] && IsHeaderValue(text) && !text.Contains(' ', StringComparison.Ordinal);

    /// <summary>A path and nothing more: the query of a request stays as it is.</summary>
    public static bool IsPurePath(string text) => IsPath(text) && IsOnlyPath(text);

    /// <summary>Nothing that ends a path. (RFC 3986, section 3.3)</summary>
    public static bool IsOnlyPath(string text) => !text.AsSpan().ContainsAny('?', '#');

    /// <summary>RFC 6265, section 4.1.1: nothing that ends a cookie or one of its attributes.</summary>
    public static bool IsCookieValue(string text) => IsHeaderValue(text) && !text.Contains(';', StringComparison.Ordinal);

    public static bool IsCookiePath(string text) => IsPath(text) && IsCookieValue(text);
}
