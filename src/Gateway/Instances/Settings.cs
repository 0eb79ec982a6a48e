using System.Collections.Immutable;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Instances;

/// <summary>The settings in force for a service and its subsets: a document's over those of the configuration. Pure.</summary>
/// <param name="Subsets">With their own.</param>
/// <param name="Divided">Why settings that a document has for ports are not in force; null where they are, or where there are none.</param>
sealed record Settings(ServiceParts All, ImmutableArray<(Subset Subset, ServiceParts Parts)> Subsets, string? Divided)
{
    public static Settings Of(ServicePolicy said, ServiceParts configured, ImmutableArray<Destination> instances)
    {
        var all = said.Instances.At(Port(instances)).Over(configured);
        return new(
            all,
            [.. said.Rules.Subsets.Select(subset => (subset, subset.TrafficPolicy.Over(said.Instances).At(Port(Of(subset, instances))).Over(configured)))],
            said.Instances.Ports.Count > 0 && !instances.IsEmpty && Port(instances) is null ? $"instances are at different ports ({string.Join(", ", Ports(instances))})" : null);
    }

    /// <summary>Whether they depend on the ports that instances have.</summary>
    public static bool HasPorts(ServicePolicy said) =>
        said.Instances.Ports.Count > 0 || said.Rules.Subsets.Any(subset => subset.TrafficPolicy.Ports.Count > 0);

    /// <summary>How an instance warms up: as the first of its subsets says that says how, else as the service does.</summary>
    public BalancingOptions BalancingOf(Destination instance) => Subsets
        .Where(subset => subset.Subset.TrafficPolicy.LoadBalancer?.Warmup is not null && instance.Registration.Has(subset.Subset.Labels))
        .Select(subset => subset.Parts.Balancing)
        .FirstOrDefault(All.Balancing);

    static IEnumerable<Destination> Of(Subset subset, ImmutableArray<Destination> instances) => instances.Where(instance => instance.Registration.Has(subset.Labels));

    // A service has no port of its own here, its instances have. What is said of a port holds where they all have that one.
    static int? Port(IEnumerable<Destination> instances) => Ports(instances) is [var port] ? port : null;

    static List<int> Ports(IEnumerable<Destination> instances) => [.. instances.Select(instance => instance.Registration.Instance.Address.Port).Distinct().Order()];
}
