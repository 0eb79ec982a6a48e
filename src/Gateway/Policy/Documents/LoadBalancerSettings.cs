namespace Modular.Gateway.Policy;

/// <summary>How requests are spread over instances.</summary>
/// <param name="Simple">Null: not said, or <paramref name="ConsistentHash"/> is.</param>
/// <param name="Locality">Null: not said.</param>
/// <param name="Warmup">Null: not said.</param>
sealed record LoadBalancerSettings(SimpleBalancing? Simple, ConsistentHash? ConsistentHash, LocalitySettings? Locality, WarmupSettings? Warmup);

enum SimpleBalancing
{
    /// <summary>Also for the old <c>LEAST_CONN</c>.</summary>
    LeastRequest,
    RoundRobin,
    Random,
}

/// <summary>Requests of the same key go to the same instance, as long as it is there. Exactly one key is there.</summary>
/// <param name="Table">How the instances are laid out.</param>
sealed record ConsistentHash(string? HeaderName, HashCookie? Cookie, bool UseSourceIp, string? QueryParameterName, HashTable Table);

/// <summary>A cookie to hash by.</summary>
/// <param name="Path">Of a cookie that the gateway makes.</param>
/// <param name="Ttl">Null: the gateway makes none, as in Istio; zero: it makes one for the browser's session.</param>
/// <param name="Attributes">Further attributes of a cookie that it makes; the value is empty where there is none.</param>
sealed record HashCookie(string Name, string? Path, TimeSpan? Ttl, IReadOnlyList<KeyValuePair<string, string>> Attributes);

abstract record HashTable
{
    HashTable()
    {
    }

    /// <summary>A ring of points. (Karger, 1997; Envoy's <c>RING_HASH</c>)</summary>
    /// <param name="MinimumSize">Of the points; 1 to 8,388,608. 1,024 where nothing is said.</param>
    public sealed record Ring(int MinimumSize = 1024) : HashTable;

    /// <summary>A table of lookups. (Maglev, 2016; Envoy's <c>MAGLEV</c>)</summary>
    /// <param name="Size">A prime number up to 5,000,011. 65,537 where nothing is said.</param>
    public sealed record Maglev(int Size = 65_537) : HashTable;
}

/// <summary>What localities mean. A locality is <c>region/zone/sub-zone</c>, each part or its end may be <c>*</c>.</summary>
/// <param name="Enabled">Null: not said.</param>
/// <param name="Distribute">Never together with <paramref name="Failover"/>.</param>
/// <param name="FailoverPriority">Labels by which instances are near: the more of them, in order, are the same, the nearer.</param>
sealed record LocalitySettings(
    bool? Enabled, IReadOnlyList<LocalityDistribution> Distribute, IReadOnlyList<LocalityFailover> Failover, IReadOnlyList<string> FailoverPriority);

/// <param name="To">Shares by locality; their sum is 100.</param>
sealed record LocalityDistribution(string From, IReadOnlyDictionary<string, int> To);

/// <summary>Where requests go when a region has nobody left.</summary>
sealed record LocalityFailover(string From, string To);

/// <summary>How an instance that joins gets its share little by little. (Envoy, slow start)</summary>
/// <param name="Duration">Above zero.</param>
/// <param name="MinimumPercent">Of its share, where it begins: 0 to 100; 10 where nothing is said.</param>
/// <param name="Aggression">Above 0; 1 is a straight line, and where nothing is said.</param>
sealed record WarmupSettings(TimeSpan Duration, double MinimumPercent, double Aggression);
