using System.Collections.Immutable;

namespace Modular.ServiceDefaults.Discovery;

/// <summary>What an instance says of itself when it registers. Equal by content.</summary>
public sealed class ServiceMetadata(IEnumerable<KeyValuePair<string, string>> entries) : IEquatable<ServiceMetadata>
{
    /// <summary>The version that it runs, such as <c>v2</c>.</summary>
    public const string Version = "version";

    /// <summary>The zone that it runs in; neighbours are preferred.</summary>
    public const string Zone = "zone";

    /// <summary>Its share of the traffic beside its neighbours', a whole number from 1 to 100. Default 1.</summary>
    public const string Weight = "weight";

    /// <summary>
    /// The paths that the gateway routes to it, comma-separated: <c>/api/orders,/api/returns</c>. Each is a prefix of whole segments,
    /// optionally after a host name: <c>shop.example.com/api/orders</c>.
    /// </summary>
    public const string Routes = "routes";

    /// <summary>The path that the gateway asks whether it is healthy. Default <c>/health/ready</c>.</summary>
    public const string Health = "health";

    /// <summary>The path of its OpenAPI document, which the gateway merges with its neighbours'. None by default.</summary>
    public const string OpenApi = "openapi";

    /// <summary><c>http</c> (default) or <c>https</c>.</summary>
    public const string Scheme = "scheme";

    /// <summary>What it speaks: <see cref="Http1"/> (default), or <see cref="Http2"/>, without TLS by prior knowledge (h2c).</summary>
    public const string Protocol = "protocol";

    /// <summary>HTTP/1.1.</summary>
    public const string Http1 = "http1";

    /// <summary>HTTP/2.</summary>
    public const string Http2 = "http2";

    public static readonly ServiceMetadata Empty = new([]);

    static readonly string[] Known = [Version, Zone, Weight, Routes, Health, OpenApi, Scheme, Protocol];

    public ImmutableSortedDictionary<string, string> Entries { get; } =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, entries);

    /// <returns>The value; null when it was not given, or is empty.</returns>
    public string? this[string key] => Entries.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>Whether any of it means something here; else it may be of something that is not meant for a gateway at all.</summary>
    public bool IsMeaningful => Known.Any(Entries.ContainsKey);

    public bool Equals(ServiceMetadata? other) => other is not null && Entries.SequenceEqual(other.Entries);

    public override bool Equals(object? obj) => Equals(obj as ServiceMetadata);

    public override int GetHashCode() => Entries.Aggregate(Entries.Count, (hash, entry) => HashCode.Combine(hash, entry.Key, entry.Value));
}
