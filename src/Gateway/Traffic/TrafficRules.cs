using System.Collections.Immutable;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>What documents say of the requests for one service: its routes in order, and its subsets.</summary>
sealed record TrafficRules(ImmutableArray<TrafficRoute> Routes, ImmutableArray<Subset> Subsets)
{
    /// <summary>Without a document.</summary>
    public static readonly TrafficRules None = new([], []);

    /// <summary>The first route that takes the request; null for none, which is 404 where there are routes at all.</summary>
    public TrafficRoute? Find(HttpContext context, out HttpMatch? match)
    {
        match = null;
        foreach (var route in Routes)
            if (route.Takes(context, out match))
                return route;
        return null;
    }
}
