using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using IPNetwork = System.Net.IPNetwork;

namespace Modular.Gateway.Edge;

/// <summary>
/// The headers that say who the client is: services believe them, as only somebody who has authenticated the client is supposed to set them.
/// </summary>
/// <remarks>
/// <c>_</c> and <c>-</c> are the same here: what CGI makes of headers (WSGI, Rack, PHP) has only <c>_</c>, so that <c>X_User</c> arrives there
/// as <c>X-User</c> (Envoy's <c>headers_with_underscores_action</c>).
/// </remarks>
sealed class IdentityHeaders
{
    /// <summary>What the usual authenticating proxies set.</summary>
    public static readonly ImmutableArray<string> Default =
    [
        // All of X-Forwarded-: what the gateway says itself it sets anew, and oauth2-proxy (-User, -Email, -Groups), Envoy and Traefik
        // (-Client-Cert) say the rest.
        "X-Forwarded-*",
        // oauth2-proxy, and what its guide has nginx make of it.
        "X-Auth-Request-*", "X-User", "X-User-*", "X-Email",
        // Kubernetes' authenticating proxy, Dex, Authelia, authentik, Grafana.
        "X-Remote-*", "Remote-User", "Remote-Groups", "Remote-Name", "Remote-Email", "X-authentik-*", "X-WebAuth-*",
        // Client certificates: RFC 9440, ingress-nginx, HAProxy's examples, Azure.
        "Client-Cert", "Client-Cert-Chain", "X-Client-Cert*", "Ssl-Client-*", "X-SSL-Client-*", "X-ARR-ClientCert",
        // The authenticating proxies of Azure, AWS, Google and Cloudflare.
        "X-MS-Client-Principal*", "X-Amzn-Oidc-*", "X-Goog-Authenticated-User-*", "X-Goog-IAP-JWT-Assertion", "Cf-Access-*",
        // Another path than the one that was matched (Symfony, IIS).
        "X-Original-URL", "X-Rewrite-URL",
        // Another address than the client's: nginx, Akamai, Cloudflare, Fastly, Rackspace, and what frameworks look for.
        "X-Real-IP", "True-Client-IP", "Client-IP", "X-Client-IP", "CF-Connecting-IP*", "Fastly-Client-IP", "X-Cluster-Client-IP",
        // All of Envoy's: the client's address, and what its sidecars obey (timeouts, retries). Envoy removes them at an edge too.
        "X-Envoy-*",
    ];

    const int Slots = 32 * 32;

    static readonly SearchValues<char> Unnamable = SearchValues.Create("*:, \t\"()/;<=>?@[\\]{}");

    readonly string[]?[] _patterns = new string[]?[Slots];

    /// <summary>A bit for each letter that a pattern begins with: most headers are none of them by their first.</summary>
    readonly uint _initials;

    readonly ImmutableArray<IPNetwork> _trusted;

    /// <param name="patterns">Header names, with or without a last <c>*</c>.</param>
    /// <param name="trusted">Whose identity headers are left alone.</param>
    public IdentityHeaders(IEnumerable<string> patterns, IEnumerable<IPNetwork> trusted)
    {
        _trusted = [.. trusted];
        foreach (var slot in patterns.GroupBy(pattern => SlotOf(pattern)))
        {
            _patterns[slot.Key] = [.. slot];
            _initials |= 1u << (slot.Key >> 5);
        }
    }

    /// <summary>Whether it can be looked for: a name of three characters or more, and nothing behind the star.</summary>
    public static bool IsPattern(string text) =>
        text.TrimEnd('*') is { Length: >= 3 } name && text.Length - name.Length <= 1 && !name.AsSpan().ContainsAny(Unnamable);

    /// <summary>Whether it is one of them.</summary>
    public bool IsMatch(string name)
    {
        if (name.Length < 3 || (_initials >> (name[0] & 31) & 1) == 0 || _patterns[SlotOf(name)] is not { } patterns)
            return false;
        foreach (var pattern in patterns)
            if (IsMatch(name, pattern))
                return true;
        return false;
    }

    /// <param name="peer">Who is connected: not on whose behalf it says that it speaks.</param>
    public bool MaySet(IPAddress? peer)
    {
        if (peer is null || _trusted.IsEmpty)
            return false;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return _trusted.Any(network => network.Contains(address));
    }

    // The first and the third character: the second is the '-' of 'X-' in most of them.
    static int SlotOf(string name) => ((name[0] & 31) << 5) | (Folded(name[2]) & 31);

    static bool IsMatch(string name, string pattern)
    {
        var isPrefix = pattern[^1] == '*';
        var length = isPrefix ? pattern.Length - 1 : pattern.Length;
        if (name.Length < length || (!isPrefix && name.Length != length))
            return false;
        for (var i = 0; i < length; i++)
            if (Folded(name[i]) != Folded(pattern[i]))
                return false;
        return true;
    }

    static char Folded(char letter) => letter == '_' ? '-' : char.ToLowerInvariant(letter);
}
