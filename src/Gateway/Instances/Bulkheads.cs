using System.Collections.Frozen;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Instances;

/// <summary>
/// What is under way to a service, and apart from that what is under way to each of its subsets that a document gives limits, connections or a retry
/// budget of its own, as Envoy has a cluster for each. Changed under the lock of its service; requests only read.
/// </summary>
sealed class Bulkheads(ServiceParts configured)
{
    FrozenDictionary<string, ServiceTraffic> _own = FrozenDictionary<string, ServiceTraffic>.Empty;

    /// <summary>Of the service: of all requests but those for subsets that have their own.</summary>
    public ServiceTraffic All { get; } = new(configured.Limits, configured.Time);

    /// <summary>Those of subsets that have their own, by the subset's name.</summary>
    public IEnumerable<KeyValuePair<string, ServiceTraffic>> Own => Volatile.Read(ref _own).OrderBy(own => own.Key, StringComparer.Ordinal);

    /// <param name="subset">Null for all instances.</param>
    public ServiceTraffic Of(string? subset) =>
        subset is not null && Volatile.Read(ref _own) is { Count: > 0 } own && own.TryGetValue(subset, out var found) ? found : All;

    /// <summary>Takes new limits. What is under way stays, and what was learnt.</summary>
    public void Obey(Settings settings)
    {
        All.Limits = settings.All.Limits;
        var own = new Dictionary<string, ServiceTraffic>(StringComparer.Ordinal);
        var byPolicy = new Dictionary<TrafficPolicy, ServiceTraffic>(ReferenceEqualityComparer.Instance);
        foreach (var (subset, _, parts) in settings.Subsets.Where(static said => said.LimitsTraffic))
        {
            // The very same policy means the same instances by another name: those of a version that is being tried.
            if (!byPolicy.TryGetValue(subset.TrafficPolicy, out var traffic))
                byPolicy[subset.TrafficPolicy] = traffic = _own.GetValueOrDefault(subset.Name) ?? new(parts.Limits, parts.Time);
            traffic.Limits = parts.Limits;
            own[subset.Name] = traffic;
        }

        Volatile.Write(ref _own, own.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
