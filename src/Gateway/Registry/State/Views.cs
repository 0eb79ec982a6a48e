using System.Text.Json.Serialization;

namespace Modular.Gateway.Registry.State;

/// <summary>The one node of this registry, as <c>/catalog/nodes</c> and the answers about services show it.</summary>
sealed record NodeView(string ID, string Node, string Address, string Datacenter, IReadOnlyDictionary<string, string> TaggedAddresses,
    IReadOnlyDictionary<string, string> Meta, ulong CreateIndex, ulong ModifyIndex);

/// <summary>A service, as <c>/agent/services</c> and <c>/health/service</c> show it.</summary>
sealed record ServiceView(string ID, string Service, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, string> Meta, int Port, string Address,
    Weights Weights, bool EnableTagOverride, string Datacenter, ulong CreateIndex, ulong ModifyIndex);

/// <summary>A check, as <c>/agent/checks</c> and everything under <c>/health</c> show it.</summary>
sealed record CheckView(string Node, string CheckID, string Name, string Status, string Notes, string Output, string ServiceID, string ServiceName,
    IReadOnlyList<string> ServiceTags, string Type, ulong CreateIndex, ulong ModifyIndex);

/// <summary>An instance with its checks and those of its node: <c>/health/service</c>.</summary>
sealed record HealthView(NodeView Node, ServiceView Service, IReadOnlyList<CheckView> Checks);

/// <summary>An instance without its health: <c>/catalog/service</c>.</summary>
sealed record CatalogView(string ID, string Node, string Address, string Datacenter, IReadOnlyDictionary<string, string> TaggedAddresses,
    IReadOnlyDictionary<string, string> NodeMeta, string ServiceID, string ServiceName, string ServiceAddress, int ServicePort,
    IReadOnlyList<string> ServiceTags, IReadOnlyDictionary<string, string> ServiceMeta, Weights ServiceWeights,
    bool ServiceEnableTagOverride, ulong CreateIndex, ulong ModifyIndex);

/// <summary>A key: <c>/kv</c>.</summary>
/// <param name="Value">Base64; null when empty.</param>
/// <param name="Session">Who holds the lock; null, and not in the answer, when nobody does.</param>
sealed record KeyView(ulong CreateIndex, ulong ModifyIndex, ulong LockIndex, string Key, ulong Flags, byte[]? Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session);

/// <summary>A session: <c>/session</c>.</summary>
/// <param name="LockDelay">Nanoseconds.</param>
sealed record SessionView(string ID, string Name, string Node, long LockDelay, string Behavior, string TTL, IReadOnlyList<string> NodeChecks,
    IReadOnlyList<string>? ServiceChecks, ulong CreateIndex, ulong ModifyIndex);
