using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Modular.Gateway.Edge;

/// <summary>Looks at each header of a request once: refuses what is none, and removes what is not for the service.</summary>
sealed class HeaderScreen(IdentityHeaders identity)
{
    /// <summary>Most requests have fewer; one that has more enlarges the buffer of its thread, at most to <see cref="EdgeOptions.MaxHeaders"/>.</summary>
    const int UsualCount = 32;

    // RFC 9110, section 5.6.2.
    static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 9110, section 5.5: NUL and ends of lines are dangerous, and the server refuses them; no other has a meaning. A tab is white space.
    static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(code => code != '\t').Append(0x7F).Select(code => (char)code)]);

    [ThreadStatic]
    static KeyValuePair<string, StringValues>[]? _buffer;

    public Refusal Pass(IHeaderDictionary headers, ConnectionInfo peer)
    {
        HopByHop.RemoveNamed(headers);
        var count = headers.Count;
        if (_buffer is not { } all || all.Length < count)
            _buffer = all = new KeyValuePair<string, StringValues>[Math.Max(count, UsualCount)];
        // To copy them is the one way to see all headers of Kestrel that allocates nothing.
        headers.CopyTo(all, 0);
        var copied = all.AsSpan(0, count);
        var refusal = Pass(copied, headers, peer);
        copied.Clear();
        return refusal;
    }

    Refusal Pass(ReadOnlySpan<KeyValuePair<string, StringValues>> all, IHeaderDictionary headers, ConnectionInfo peer)
    {
        foreach (ref readonly var header in all)
        {
            var name = header.Key;
            if (name.AsSpan().ContainsAnyExcept(Token) || HoldsControls(header.Value))
                return Refusal.MalformedHeader;
            if (identity.IsMatch(name) && !identity.MaySet(peer.RemoteIpAddress))
                headers.Remove(name);
        }

        return Refusal.None;
    }

    static bool HoldsControls(StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
            // Nearly all are printable ASCII, which is found out faster than what the others are.
            if (values[i].AsSpan() is var value && value.ContainsAnyExceptInRange(' ', '~') && value.ContainsAny(Controls))
                return true;
        return false;
    }
}
