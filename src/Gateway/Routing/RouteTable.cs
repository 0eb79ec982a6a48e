using System.Collections.Immutable;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Routing;

/// <summary>Which service gets which requests. Immutable.</summary>
/// <param name="Hosts">
/// The hosts of documents, the most specific first. A name has all its requests, a wildcard those of no host that anybody has by its name, and <c>*</c> what
/// nobody else has.
/// </param>
/// <param name="Routes">The most specific first: a route with a host before one without, then the longer path.</param>
/// <param name="Conflicts">Routes that more than one service registered, or a service on a host that is a document's, or where the gateway answers itself.</param>
sealed record RouteTable(ImmutableArray<HostRoute> Hosts, ImmutableArray<Route> Routes, ImmutableArray<RouteConflict> Conflicts)
{
    public static readonly RouteTable Empty = new([], [], []);

    /// <summary>Builds it from what services registered, and documents say of hosts. Pure; the order of the services makes no difference.</summary>
    /// <remarks>
    /// A route goes to a service that has instances before one that has none, and then to the one whose name comes first. The rule is arbitrary on
    /// purpose: whoever came first would differ from gateway to gateway and from start to start.
    /// </remarks>
    public static RouteTable Of(IEnumerable<RouteClaim> claims, IEnumerable<HostRoute> hosts)
    {
        var documents = hosts.ToDictionary(host => host.Host, StringComparer.Ordinal);
        var routes = new List<Route>();
        var conflicts = new List<RouteConflict>();
        foreach (var claimed in claims.SelectMany(claim => claim.Routes, (claim, prefix) => (claim.IsPresent, Route: new Route(prefix, claim.Service)))
            .GroupBy(claim => claim.Route.Prefix.Key, StringComparer.Ordinal))
        {
            var services = claimed.OrderByDescending(claim => claim.IsPresent).ThenBy(claim => claim.Route.Service, StringComparer.OrdinalIgnoreCase)
                .Select(claim => claim.Route).DistinctBy(route => route.Service, StringComparer.OrdinalIgnoreCase).ToList();
            if (OwnPaths.Have(services[0].Prefix))
            {
                conflicts.Add(new(services[0].Prefix, OwnPaths.Owner, [.. services.Select(route => route.Service)]));
                continue;
            }

            if (services[0].Prefix.Host is { } host && documents.TryGetValue(host, out var document))
            {
                conflicts.Add(new(services[0].Prefix, document.Document, [.. services.Select(route => route.Service)]));
                continue;
            }

            routes.Add(services[0]);
            if (services.Count > 1)
                conflicts.Add(new(services[0].Prefix, services[0].Service, [.. services.Skip(1).Select(route => route.Service)]));
        }

        return new(
            [.. documents.Values.OrderBy(host => ServiceHost.IsWildcard(host.Host)).ThenByDescending(host => host.Host.Length).ThenBy(host => host.Host, StringComparer.Ordinal)],
            [.. routes.OrderBy(route => route.Prefix.Host is null).ThenByDescending(route => route.Prefix.Path.Length).ThenBy(route => route.Prefix.Key, StringComparer.Ordinal)],
            [.. conflicts.OrderBy(conflict => conflict.Route.Key, StringComparer.Ordinal)]);
    }

    public bool Equals(RouteTable? other) =>
        other is not null && Hosts.SequenceEqual(other.Hosts) && Routes.SequenceEqual(other.Routes) && Conflicts.SequenceEqual(other.Conflicts);

    public override int GetHashCode() => HashCode.Combine(Hosts.Length, Routes.Length, Conflicts.Length);
}

/// <summary>The routes that one service registered.</summary>
/// <param name="IsPresent">Whether it has instances. One that has none keeps its routes, as 503 says more than 404, unless another wants them.</param>
sealed record RouteClaim(string Service, IReadOnlyList<RoutePrefix> Routes, bool IsPresent = true);

/// <summary>A route and the service that gets what it matches.</summary>
sealed record Route(RoutePrefix Prefix, string Service);

/// <summary>A host that a document has.</summary>
/// <param name="Host">A domain name, an address or a wildcard, in lower case.</param>
/// <param name="Document">Its <see cref="VirtualService.IngressName"/>.</param>
sealed record HostRoute(string Host, string Document);

/// <summary>A route that several want.</summary>
/// <param name="Winner">The service that has it, the document that has its host, or <see cref="OwnPaths.Owner"/>.</param>
/// <param name="Losers">Those that do not.</param>
sealed record RouteConflict(RoutePrefix Route, string Winner, ImmutableArray<string> Losers)
{
    public bool Equals(RouteConflict? other) => other is not null && Route == other.Route && Winner == other.Winner && Losers.SequenceEqual(other.Losers);

    public override int GetHashCode() => HashCode.Combine(Route, Winner, Losers.Length);
}
