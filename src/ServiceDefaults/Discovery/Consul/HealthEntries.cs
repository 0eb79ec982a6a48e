namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Makes instances of what Consul has.</summary>
static class HealthEntries
{
    /// <returns>The instances in order of their ids. One without a usable address is among them, with its fault.</returns>
    public static IReadOnlyList<ServiceInstance> Instances(IReadOnlyCollection<HealthEntry> entries) =>
        [.. entries.Select(Instance).OrderBy(instance => instance.Id, StringComparer.Ordinal)];

    static ServiceInstance Instance(HealthEntry entry)
    {
        var metadata = entry.Service.Meta is { Count: > 0 } meta ? new ServiceMetadata(meta) : ServiceMetadata.Empty;
        var scheme = metadata[ServiceMetadata.Scheme] ?? Uri.UriSchemeHttp;
        var host = string.IsNullOrEmpty(entry.Service.Address) ? entry.Node.Address : entry.Service.Address;
        var fault = Fault(scheme, host, entry.Service.Port);
        var address = fault is null ? new UriBuilder(scheme, host, entry.Service.Port).Uri : ServiceInstance.Nowhere;
        // Ids are unique on one agent only: two agents may have the same one.
        var id = fault is null ? InstanceId.At(entry.Service.ID, address) : entry.Service.ID;
        return new ServiceInstance(id, entry.Service.Service, address, metadata) { Fault = fault };
    }

    static string? Fault(string scheme, string? host, int port) =>
        !IsHttp(scheme) ? $"scheme '{scheme}' is neither http nor https"
        : port == 0 ? "it has no port"
        : port is < 0 or > 65535 ? $"port {port} is not from 1 to 65535"
        : string.IsNullOrEmpty(host) ? "it has no address"
        : Uri.CheckHostName(host) is UriHostNameType.Unknown ? $"address '{host}' is neither a host name nor an IP address"
        : null;

    static bool IsHttp(string scheme) =>
        scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) || scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
}
