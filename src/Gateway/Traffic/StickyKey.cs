using System.IO.Hashing;
using System.Text;

namespace Modular.Gateway.Traffic;

/// <summary>What a request is recognised by when shares are dealt out: who has the same key gets the same version, on every gateway.</summary>
static class StickyKey
{
    /// <summary>A client, or whoever knows it, says who it is by a header of this name, or by a cookie.</summary>
    public const string Name = "x-modular-key";

    /// <summary>Header, else cookie, else connection. The 64 bits are the same in every process and at every start (XXH3).</summary>
    public static ulong Of(HttpContext context) => Of(
        context.Request.Headers[Name] is [{ Length: > 0 } key] ? key
        // Most have no cookies: to look one up would make a collection of them.
        : (context.Request.Headers.Cookie.Count > 0 ? context.Request.Cookies[Name] : null) ?? context.Connection.Id);

    public static ulong Of(string key)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(key, bytes, out var written)
            ? XxHash3.HashToUInt64(bytes[..written])
            : XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key));
    }
}
