using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Modular.Gateway.Edge;

/// <summary>
/// Says of a request target, as it came, whether everybody on the way reads the same path out of it. Pure; nothing is allocated for a path
/// without escapes.
/// </summary>
/// <remarks>
/// What can be read in one way only is normalised (RFC 3986, section 6.2.2), once, by the server before this: escapes are undone and dot
/// segments removed, also escaped ones, so that routes are matched on the same path that is sent. What can be read in two ways is refused, as
/// Envoy's guide for edges has it (<c>path_with_escaped_slashes_action: REJECT_REQUEST</c>): an instance that undoes <c>%2F</c>, or takes
/// <c>\</c> for <c>/</c>, would find dot segments in it that were not there when the route was matched. <c>/..;/</c> is Orange Tsai's
/// "Breaking Parser Logic" (Black Hat 2018).
/// </remarks>
static class RequestTarget
{
    // RFC 3986: unreserved, sub-delims, ':', '@' and '/'; without ';', as dot segments may not have parameters.
    static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/");

    /// <param name="target">The second word of the request line, or <c>:path</c>.</param>
    public static Refusal Check(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target.AsSpan(0, query);
        if (query >= 0 && CheckQuery(target.AsSpan(query)) is not Refusal.None and var refusal)
            return refusal;
        return path is ['/', ..] && !path.ContainsAnyExcept(Plain) ? Refusal.None : CheckSlowly(path);
    }

    /// <summary>Merges slashes, so that <c>//api///orders</c> is <c>/api/orders</c>. Null when there is nothing to merge.</summary>
    public static string? Merged(string path)
    {
        if (!path.Contains("//", StringComparison.Ordinal))
            return null;
        return string.Create(path.Length - Doubled(path), path, static (merged, path) =>
        {
            var at = 0;
            for (var i = 0; i < path.Length; i++)
                if (!IsDoubled(path, i))
                    merged[at++] = path[i];
        });

        static int Doubled(string path)
        {
            var count = 0;
            for (var i = 0; i < path.Length; i++)
                count += IsDoubled(path, i) ? 1 : 0;
            return count;
        }

        static bool IsDoubled(string path, int i) => i > 0 && path[i] == '/' && path[i - 1] == '/';
    }

    static Refusal CheckQuery(ReadOnlySpan<char> query) =>
        query.ContainsAnyExceptInRange('!', '~') ? Refusal.ControlCharacter
        : query.Contains('#') ? Refusal.Fragment
        : Refusal.None;

    static Refusal CheckSlowly(ReadOnlySpan<char> target)
    {
        var path = target;
        if (target is not ['/', ..])
        {
            // Absolute-form. The server has compared its authority with Host already.
            var authority = target.IndexOf("://");
            if (authority < 0)
                return Refusal.TargetForm;
            target = target[(authority + 3)..];
            var slash = target.IndexOf('/');
            path = slash < 0 ? [] : target[slash..];
            if ((slash < 0 ? target : target[..slash]).ContainsAny('@', '\\', '#'))
                return Refusal.TargetForm;
        }

        var decoded = new byte[path.Length];
        var length = 0;
        for (var i = 0; i < path.Length; i++)
        {
            var refusal = Decode(path, ref i, out decoded[length++]);
            if (refusal != Refusal.None)
                return refusal;
        }

        return CheckDecoded(decoded.AsSpan(0, length));
    }

    static Refusal Decode(ReadOnlySpan<char> path, ref int i, out byte value)
    {
        var character = path[i];
        value = (byte)character;
        switch (character)
        {
            case '\\': return Refusal.Backslash;
            case '#': return Refusal.Fragment;
            case < '!' or > '~': return Refusal.ControlCharacter;
            case not '%': return Refusal.None;
        }

        if (i + 2 >= path.Length || !byte.TryParse(path.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
            return Refusal.MalformedEscape;
        i += 2;
        return value switch
        {
            (byte)'/' or (byte)'\\' => Refusal.EscapedSlash,
            < 0x20 or 0x7F => Refusal.ControlCharacter,
            _ => Refusal.None,
        };
    }

    static Refusal CheckDecoded(ReadOnlySpan<byte> path) =>
        !Utf8.IsValid(path) ? Refusal.InvalidUtf8
        : path.IndexOf("/.;"u8) >= 0 || path.IndexOf("/..;"u8) >= 0 ? Refusal.DotParameter
        : Refusal.None;
}
