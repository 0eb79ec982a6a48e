using System.Collections.Immutable;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;

namespace Modular.Gateway.LoadBalancing.Localities;

/// <summary>Instances in the order of how near they are: the same sub-zone, zone and region, the region that a document names, all others.</summary>
/// <remarks>Istio's locality failover. With <c>failoverPriority</c> those come first that have the same labels, the more of them in order the nearer.</remarks>
/// <param name="own">Where the gateway runs, and its labels.</param>
/// <param name="said">What a document says; null for nothing.</param>
sealed class NearestFirst(BalancingOptions own, LocalitySettings? said) : ILocalityRule
{
    readonly Locality _here = Locality.Parse(own.Zone);
    readonly ImmutableArray<(string Name, string Value)> _labels = [.. (said?.FailoverPriority ?? []).Select(label => Wanted(label, own))];

    public IEnumerable<LocalityGroup> Divide(ImmutableArray<Destination> open) => open
        .GroupBy(Rank)
        .OrderBy(group => group.Key)
        .Select(group => LocalityGroup.Of(weight: null, group));

    (int Labels, int Distance) Rank(Destination instance)
    {
        var there = Locality.Parse(instance.Registration.Zone);
        var same = _labels.TakeWhile(label => (instance.Registration.Instance.Metadata[label.Name] ?? Topology(label.Name, there) ?? "") == label.Value).Count();
        return (_labels.Length - same, _labels.IsEmpty || said!.Failover.Count > 0 ? Distance(there) : 0);
    }

    int Distance(Locality there) => _here.DistanceTo(there) switch
    {
        // Where a document names another region, what is in neither comes after it.
        3 when said?.Failover.FirstOrDefault(failover => failover.From == _here.Region) is { } named && there.Region != named.To => 4,
        var distance => distance,
    };

    // "label" is the gateway's own value, "label=value" is this one.
    static (string Name, string Value) Wanted(string label, BalancingOptions own) => label.Split('=', 2) is [var name, var value]
        ? (name, value)
        : (label, own.Labels.GetValueOrDefault(label) ?? Topology(label, Locality.Parse(own.Zone)) ?? "");

    // What Kubernetes and Istio call the parts of a locality.
    static string? Topology(string label, Locality locality) => label switch
    {
        "topology.kubernetes.io/region" => locality.Region,
        "topology.kubernetes.io/zone" => locality.Zone,
        "topology.istio.io/subzone" => locality.SubZone,
        _ => null,
    };
}
