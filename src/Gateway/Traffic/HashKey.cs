using System.Globalization;
using System.IO.Hashing;
using System.Net;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>What a request is recognised by where requests of the same key go to the same instance. The same on every gateway (XXH3).</summary>
static class HashKey
{
    /// <remarks>A missing cookie is made, and sent with the answer, where the document gives it a time to live. (Envoy)</remarks>
    /// <returns>Null where the request has no such key, or an empty one: it is balanced like any other.</returns>
    public static ulong? Of(ConsistentHash hash, HttpContext context, Dice dice) =>
        hash.HeaderName is { } header ? OfText(context.Request.Headers[header].ToString())
        : hash.QueryParameterName is { } parameter ? OfText(context.Request.Query[parameter] is [{ } first, ..] ? first : null)
        : hash.Cookie is { } cookie ? OfText(context.Request.Cookies[cookie.Name]) ?? Made(cookie, context, dice)
        : OfAddress(context.Connection.RemoteIpAddress);

    static ulong? OfText(string? text) => string.IsNullOrEmpty(text) ? null : StickyKey.Of(text);

    static ulong? OfAddress(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        // A client is the same whichever protocol its address came in.
        return address is not null && (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var written)
            ? XxHash3.HashToUInt64(bytes[..written])
            : null;
    }

    static ulong? Made(HashCookie cookie, HttpContext context, Dice dice)
    {
        if (cookie.Ttl is not { } lifetime)
            return null;
        var value = dice.Roll().ToString("x16", CultureInfo.InvariantCulture);
        // With the answer that the client gets in the end, whoever gives it.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Append("Set-Cookie", Text(cookie, value, lifetime));
            return Task.CompletedTask;
        });
        return StickyKey.Of(value);
    }

    static string Text(HashCookie cookie, string value, TimeSpan lifetime) => string.Concat(
    [
        $"{cookie.Name}={value}",
        lifetime == TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $"; Max-Age={(long)lifetime.TotalSeconds}"),
        cookie.Path is { } path ? $"; Path={path}" : "",
        .. cookie.Attributes.Select(attribute => attribute.Value.Length == 0 ? $"; {attribute.Key}" : $"; {attribute.Key}={attribute.Value}"),
        "; HttpOnly",
    ]);
}
