namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Makes instances of what Consul has.</summary>
static class HealthEntries
{
    /// <returns>The instances in order of their ids. One without a usable address is left out: nothing can be sent to it.</returns>
    public static IReadOnlyList<ServiceInstance> Instances(IReadOnlyCollection<HealthEntry> entries)
    {
        // Ids are unique on one agent only: two agents may have the same one.
        var shared = entries.CountBy(entry => entry.Service.ID, StringComparer.Ordinal)
            .Where(count => count.Value > 1)
            .Select(count => count.Key)
            .ToHashSet(StringComparer.Ordinal);
        return [.. entries
            .Select(entry => Instance(entry, shared.Contains(entry.Service.ID) ? $"{entry.Service.ID}@{entry.Node.Node}" : entry.Service.ID))
            .OfType<ServiceInstance>()
            .OrderBy(instance => instance.Id, StringComparer.Ordinal)];
    }

    static ServiceInstance? Instance(HealthEntry entry, string id)
    {
        var metadata = entry.Service.Meta is { Count: > 0 } meta ? new ServiceMetadata(meta) : ServiceMetadata.Empty;
        var host = string.IsNullOrEmpty(entry.Service.Address) ? entry.Node.Address : entry.Service.Address;
        return Address(metadata[ServiceMetadata.Scheme] ?? "http", host, entry.Service.Port) is { } address
            ? new ServiceInstance(id, entry.Service.Service, address, metadata)
            : null;
    }

    static Uri? Address(string scheme, string host, int port)
    {
        if (scheme is not ("http" or "https") || port is < 1 or > 65535 || Uri.CheckHostName(host) is UriHostNameType.Unknown)
            return null;

        return new UriBuilder(scheme, host, port).Uri;
    }
}
