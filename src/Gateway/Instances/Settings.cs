using System.Collections.Immutable;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Instances;

/// <summary>The settings in force for a service and its subsets: a document's over those of the configuration. Pure.</summary>
/// <param name="Subsets">With their own, in the order of the documents.</param>
/// <param name="Divided">Why settings that a document has for ports are not in force; null where they are, or where there are none.</param>
sealed record Settings(ServiceParts All, ImmutableArray<SubsetSettings> Subsets, string? Divided)
{
    public static Settings Of(ServicePolicy said, ServiceParts configured, ImmutableArray<Destination> instances)
    {
        var all = said.Instances.At(Port(instances)).Over(configured);
        return new(
            all,
            [.. said.Rules.Subsets.Select(subset => Of(subset, said, configured, Port(Of(subset, instances))))],
            said.Instances.Ports.Count > 0 && !instances.IsEmpty && Port(instances) is null ? $"instances are at different ports ({string.Join(", ", Ports(instances))})" : null);
    }

    /// <summary>Whether they depend on the ports that instances have.</summary>
    public static bool HasPorts(ServicePolicy said) =>
        said.Instances.Ports.Count > 0 || said.Rules.Subsets.Any(subset => subset.TrafficPolicy.Ports.Count > 0);

    /// <summary>Whose instances are compared with each other: the service's, and apart from them those of each subset that has its own outlier detection.</summary>
    public ImmutableArray<(string? Group, OutlierOptions Outliers)> OutlierGroups { get; } =
        [(null, All.Outliers), .. Subsets.Where(static subset => subset.DetectsOutliers).Select(static subset => ((string?)subset.Subset.Name, subset.Parts.Outliers))];

    /// <summary>How an instance is treated.</summary>
    public Treatment TreatmentOf(Destination instance)
    {
        if (Subsets.IsEmpty)
            return Treatment.Of(All);
        var own = Subsets.Where(subset => instance.Registration.Has(subset.Subset.Labels)).ToList();
        var warming = own.Find(static subset => subset.Warms);
        var detecting = own.Find(static subset => subset.DetectsOutliers);
        var secured = own.Find(static subset => subset.Secures);
        return new(
            detecting?.Subset.Name,
            (warming?.Parts ?? All).Balancing,
            (detecting?.Parts ?? All).Health,
            (detecting?.Parts ?? All).Outliers,
            (secured?.Parts ?? All).Limits.Connections.Tls);
    }

    static SubsetSettings Of(Subset subset, ServicePolicy said, ServiceParts configured, int? port) =>
        new(subset, subset.TrafficPolicy.At(port), subset.TrafficPolicy.Over(said.Instances).At(port).Over(configured));

    static IEnumerable<Destination> Of(Subset subset, ImmutableArray<Destination> instances) => instances.Where(instance => instance.Registration.Has(subset.Labels));

    // A service has no port of its own here, its instances have. What is said of a port holds where they all have that one.
    static int? Port(IEnumerable<Destination> instances) => Ports(instances) is [var port] ? port : null;

    static List<int> Ports(IEnumerable<Destination> instances) => [.. instances.Select(instance => instance.Registration.Instance.Address.Port).Distinct().Order()];
}
