using Modular.Gateway.Routing;

namespace Modular.Gateway.Edge;

/// <summary>How many requests may come: one entry of <c>Edge:RateLimits</c>. A token bucket for each client, which starts full.</summary>
/// <remarks>It counts in this gateway alone: two gateways let twice as many through.</remarks>
sealed record RateLimit
{
    const string HeaderPrefix = "header:";

    /// <value>Names of services; and their requests only. Default: none, which means all.</value>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <value>Path prefixes of whole segments, such as <c>/api/orders</c>; and requests below them only. Default: none, which means all.</value>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <value>
    /// Who has a bucket. <c>client</c>: each address (of IPv6 each /64, which is what one customer has). <c>header:X-Api-Key</c>: each value of
    /// a header, and each address where it is missing; the gateway does not know which keys exist, so whoever invents keys has many buckets:
    /// set a limit by client beside it. 10,000 keys at a time have one; a new one beyond that counts as missing, until others are not used for
    /// so long that their buckets are full. <c>all</c>: one bucket for everybody. Default <c>client</c>.
    /// </value>
    public string Per { get; init; } = "client";

    /// <value>Requests in each <see cref="Window"/>. No default; 1 to 1,000,000.</value>
    public int Requests { get; init; }

    /// <value>The time in which as many come back to the bucket, bit by bit. Default 1 s; 100 ms to 1 day.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>What a bucket holds: requests that may come at once. Default 0, which means <see cref="Requests"/>; at most 1,000,000.</value>
    public int Burst { get; init; }

    /// <summary>The header that <see cref="Per"/> names; null when it names none.</summary>
    public string? Header => Per.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) ? Per[HeaderPrefix.Length..] : null;

    public bool IsForAll => Per.Equals("all", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a request counts.</summary>
    public bool Covers(string service, PathString path) =>
        (Services.Count == 0 || Services.Contains(service, StringComparer.OrdinalIgnoreCase)) && (Paths.Count == 0 || Paths.Any(prefix => IsBelow(path, prefix)));

    public IEnumerable<string> Failures(string section)
    {
        if (Requests is < 1 or > 1_000_000)
            yield return $"{section}:Requests must be between 1 and 1000000, not {Requests}.";
        if (Window < TimeSpan.FromMilliseconds(100) || Window > TimeSpan.FromDays(1))
            yield return $"{section}:Window must be between 00:00:00.100 and 1.00:00:00, not {Window}.";
        if (Burst is < 0 or > 1_000_000)
            yield return $"{section}:Burst must be between 0 (as Requests) and 1000000, not {Burst}.";
        if (!IsForAll && string.IsNullOrWhiteSpace(Header) && !Per.Equals("client", StringComparison.OrdinalIgnoreCase))
            yield return $"{section}:Per must be client, all, or header: and a name, not '{Per}'.";
        foreach (var path in Paths)
            if (RoutePrefix.Parse(path, out var reason) is not { Host: null })
                yield return $"{section}:Paths: {reason ?? $"'{path}' has a host, which a limit may not"}.";
    }

    static bool IsBelow(PathString path, string prefix) => prefix == "/" || path.StartsWithSegments(prefix.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
}
