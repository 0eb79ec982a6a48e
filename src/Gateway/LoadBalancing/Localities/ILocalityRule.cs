using System.Collections.Immutable;
using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing.Localities;

/// <summary>Divides instances by where they run. Called when an instance changes, never for a request.</summary>
interface ILocalityRule
{
    /// <returns>Groups that are not empty. Either all have a weight, or none, and then the first gets what it stands before the next gets any.</returns>
    IEnumerable<LocalityGroup> Divide(ImmutableArray<Destination> open);
}

/// <param name="Name">For the operator: the zones of its instances.</param>
/// <param name="Weight">Its share beside the others', before health is looked at; null where the order counts.</param>
sealed record LocalityGroup(string Name, double? Weight, ImmutableArray<Destination> Instances)
{
    public static LocalityGroup Of(double? weight, IEnumerable<Destination> instances)
    {
        var all = instances.ToImmutableArray();
        var zones = all.Select(instance => instance.Registration.Zone ?? "no zone").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new(string.Join(", ", zones), weight, all);
    }
}
