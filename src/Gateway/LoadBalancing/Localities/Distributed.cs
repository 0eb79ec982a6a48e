using System.Collections.Immutable;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;

namespace Modular.Gateway.LoadBalancing.Localities;

/// <summary>Localities by fixed shares, of which each gets less as less of it is available. Who is in none of them gets nothing. (Istio's <c>distribute</c>)</summary>
sealed class Distributed(LocalityDistribution said) : ILocalityRule
{
    // The one that says most of a place is the one for it.
    readonly ImmutableArray<(string Place, Locality Named, int Share)> _places =
        [.. said.To.Select(share => (share.Key, Locality.Parse(share.Key), share.Value)).OrderByDescending(place => Precision(place.Item2)).ThenBy(place => place.Key, StringComparer.Ordinal)];

    public IEnumerable<LocalityGroup> Divide(ImmutableArray<Destination> open) => open
        .Select(instance => (Instance: instance, Place: PlaceOf(instance)))
        .Where(placed => placed.Place >= 0)
        .GroupBy(placed => placed.Place, placed => placed.Instance)
        .OrderBy(group => group.Key)
        .Select(group => new LocalityGroup(_places[group.Key].Place, _places[group.Key].Share, [.. group]));

    int PlaceOf(Destination instance)
    {
        var there = Locality.Parse(instance.Registration.Zone);
        for (var place = 0; place < _places.Length; place++)
            if (there.IsIn(_places[place].Named))
                return place;
        return -1;
    }

    static int Precision(Locality named) => new[] { named.Region, named.Zone, named.SubZone }.Count(part => part is not ("" or "*"));
}
