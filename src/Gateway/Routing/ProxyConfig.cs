using Microsoft.Extensions.Primitives;
using Modular.Gateway.Policy;
using Yarp.ReverseProxy.Configuration;

namespace Modular.Gateway.Routing;

/// <summary>A route table in YARP's words: a cluster without destinations for each service that has a route, and one for all documents that have hosts.</summary>
#pragma warning disable CA1001 // YARP looks at the token after it was cancelled; a source without a timer holds nothing to dispose of.
sealed class ProxyConfig : IProxyConfig
#pragma warning restore CA1001
{
    /// <summary>The cluster of all documents that have hosts. Which of them has a request is looked up by its host (docs/adr/0023).</summary>
    public const string Documents = "*";

    /// <summary>The documentation of all services: before their routes (<see cref="OwnPaths"/>), and behind what has its host.</summary>
    public const int OrderOfDocumentation = 3;

    /// <summary>What comes after all routes: the index, and, where that does not match, documents for every host.</summary>
    public const int OrderLast = int.MaxValue;

    // Behind everything that the gateway answers itself (0). A route with a host comes before one without, whatever their paths. Before a wildcard comes a
    // name, also that of a service's route: ASP.NET Core looks at names first.
    const int OrderOfDocuments = 1;
    const int OrderWithHost = 2;
    const int OrderWithoutHost = 4;

    const string EveryPath = "/{**rest}";

    readonly CancellationTokenSource _changed = new();

    public ProxyConfig(RouteTable table)
    {
        Table = table;
        ChangeToken = new CancellationChangeToken(_changed.Token);
        Routes = [.. DocumentRoutes([.. table.Hosts.Select(host => host.Host)]), .. table.Routes.Select(RouteOf)];
        Clusters = [.. Routes.Select(route => route.ClusterId!).Distinct(StringComparer.OrdinalIgnoreCase).Select(id => new ClusterConfig { ClusterId = id })];
    }

    public RouteTable Table { get; }

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; }

    /// <summary>Tells YARP to ask again.</summary>
    public void Supersede() => _changed.Cancel();

    static IEnumerable<RouteConfig> DocumentRoutes(IReadOnlyList<string> hosts)
    {
        List<string> some = [.. hosts.Where(host => host != ServiceHost.Any)];
        if (some.Count > 0)
            yield return new() { RouteId = $"{Documents} hosts", ClusterId = Documents, Order = OrderOfDocuments, Match = new() { Path = EveryPath, Hosts = some } };
        if (some.Count < hosts.Count)
            yield return new() { RouteId = $"{Documents} any host", ClusterId = Documents, Order = OrderLast, Match = new() { Path = EveryPath } };
    }

    static RouteConfig RouteOf(Route route) => new()
    {
        RouteId = $"{route.Service} {route.Prefix}",
        ClusterId = route.Service,
        Order = route.Prefix.Host is null ? OrderWithoutHost : OrderWithHost,
        Match = new() { Path = route.Prefix.Pattern, Hosts = route.Prefix.Host is { } host ? [host] : null },
    };
}
