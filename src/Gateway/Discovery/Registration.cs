using Modular.Gateway.Routing;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Discovery;

/// <summary>An instance whose metadata has been read and found good.</summary>
/// <param name="Address">Scheme, host and port, with a trailing slash, as the forwarder wants it.</param>
/// <param name="Weight">Its share beside its neighbours', 1 to 100.</param>
/// <param name="HealthPath">What a health check asks for.</param>
/// <param name="OpenApiPath">Where its OpenAPI document is; null when it has none.</param>
/// <param name="IsHttp2">Whether it speaks HTTP/2 without being asked (h2c where the address is plain http).</param>
sealed record Registration(
    ServiceInstance Instance,
    string Address,
    int Weight,
    IReadOnlyList<RoutePrefix> Routes,
    string HealthPath,
    string? OpenApiPath,
    bool IsHttp2)
{
    public string Id => Instance.Id;

    /// <summary>Where it runs, as <c>region/zone/sub-zone</c>; null where it does not say.</summary>
    public string? Zone => Instance.Metadata[ServiceMetadata.Zone];

    /// <summary>Whether its metadata says all of this.</summary>
    public bool Has(IReadOnlyDictionary<string, string> labels) => labels.All(label => Instance.Metadata[label.Key] == label.Value);
}
