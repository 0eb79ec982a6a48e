using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Modular.Gateway.Routing;

/// <summary>A route table in YARP's words: a cluster without destinations for each service that has a route.</summary>
#pragma warning disable CA1001 // YARP looks at the token after it was cancelled; a source without a timer holds nothing to dispose of.
sealed class ProxyConfig : IProxyConfig
#pragma warning restore CA1001
{
    // Behind everything that the gateway answers itself (0). A route with a host comes before one without, whatever their paths.
    const int OrderWithHost = 1;
    const int OrderWithoutHost = 2;

    readonly CancellationTokenSource _changed = new();

    public ProxyConfig(RouteTable table)
    {
        Table = table;
        ChangeToken = new CancellationChangeToken(_changed.Token);
        Clusters = [.. table.Routes.Select(route => route.Service).Distinct(StringComparer.OrdinalIgnoreCase).Select(service => new ClusterConfig { ClusterId = service })];
        Routes = [.. table.Routes.Select(RouteOf)];
    }

    public RouteTable Table { get; }

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; }

    /// <summary>Tells YARP to ask again.</summary>
    public void Supersede() => _changed.Cancel();

    static RouteConfig RouteOf(Route route) => new()
    {
        RouteId = $"{route.Service} {route.Prefix}",
        ClusterId = route.Service,
        Order = route.Prefix.Host is null ? OrderWithoutHost : OrderWithHost,
        Match = new() { Path = route.Prefix.Pattern, Hosts = route.Prefix.Host is { } host ? [host] : null },
    };
}
