using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Routing;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Admin;

/// <summary>Reads the state of the gateway for the operator.</summary>
sealed class ViewReader(ServiceDirectory directory, ServedRoutes routes, TimeProvider time)
{
    public IEnumerable<ServiceView> Services() => directory.All.Select(Of);

    public ServiceDetailView? Service(string name) => directory.Find(name) is { } service
        ? new(Of(service), [.. service.Service.Subsets.Select(subset => Of(service.Service, subset.Key, subset.Value))], [.. service.Service.Instances.Select(instance => Of(service, instance))], [.. Quarantined(service)])
        : null;

    public IEnumerable<InstanceView> Instances(string? service) =>
        All(service).Select(found => Of(found.Service, found.Instance));

    /// <param name="id">
    /// As it stands in a path, where a slash stays <c>%2F</c> while all else has been decoded. Without the address, as the registry has it, it will do too.
    /// </param>
    /// <param name="service">Of which service; null for any.</param>
    /// <returns>All that it can mean.</returns>
    public IReadOnlyList<(RegisteredService Service, Destination Instance)> Find(string id, string? service)
    {
        var all = All(service).ToList();
        string[] ids = [id, id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)];
        return ids.Select(exact => all.FindAll(found => found.Instance.Id == exact))
            .Concat(ids.Select(called => all.FindAll(found => found.Instance.IsCalled(called))))
            .FirstOrDefault(static found => found.Count > 0, []);
    }

    public RoutesView Routes()
    {
        var table = routes.Table;
        return new(
            [.. Routes(table)],
            [.. table.Conflicts.Select(conflict => new ConflictView(conflict.Route.ToString(), conflict.Winner, conflict.Losers))],
            [.. directory.All.SelectMany(Quarantined)],
            routes.Builds);
    }

    // As they are matched: by the host, a name before a wildcard, then by the path, then all that is left.
    static IEnumerable<RouteView> Routes(RouteTable table) => table.Hosts.Select(host => (Rank: RankOf(host.Host), View: Of(host)))
        .Concat(table.Routes.Select(route => (Rank: route.Prefix.Host is null ? 3 : 1, View: Of(route))))
        .OrderBy(route => route.Rank).Select(route => route.View);

    static int RankOf(string host) => host == ServiceHost.Any ? 4 : ServiceHost.IsWildcard(host) ? 2 : 0;

    static RouteView Of(HostRoute host) => new($"{host.Host}/", host.Host == ServiceHost.Any ? null : host.Host, "/", Service: null, host.Document);

    static RouteView Of(Routing.Route route) => new(route.Prefix.ToString(), route.Prefix.Host, route.Prefix.Path, route.Service, Document: null);

    public IReadOnlyDictionary<string, ServiceConfigView> Configs() => directory.All.ToDictionary(
        service => service.Service.Name,
        service => Of(service.Service.Parts) with { Subsets = service.Service.SubsetSettings.ToDictionary(subset => subset.Subset.Name, subset => Of(subset.Parts), StringComparer.Ordinal) },
        StringComparer.OrdinalIgnoreCase);

    public InstanceView Of(RegisteredService service, Destination instance)
    {
        var (life, registration, now) = (instance.Life, instance.Registration, time.GetTimestamp());
        var metadata = registration.Instance.Metadata;
        return new(
            instance.Id,
            service.Service.Name,
            registration.Address.TrimEnd('/'),
            Words.Kebab(life.Stage),
            Words.Kebab(life.Health),
            life.Reason,
            life.Since,
            instance.InFlight,
            Math.Round(instance.Latency.At(now) * 1000, 3),
            registration.Weight,
            Math.Round(instance.WeightAt(now), 3),
            instance.Failures,
            Words.Kebab(instance.Breaker.State),
            instance.Breaker.Reason,
            life.Registered,
            life.Drained,
            service.IsHeld(instance),
            metadata[ServiceMetadata.Version],
            metadata[ServiceMetadata.Zone],
            metadata.Entries);
    }

    static ServiceConfigView Of(ServiceParts parts) => new(parts.Health, parts.Balancing, parts.Limits, parts.Breaker, parts.Outliers, Subsets: null);

    static SubsetView Of(Service service, string name, Balancer balancer) => new(
        name,
        Words.Kebab(balancer.Candidates.Mode),
        [.. balancer.Candidates.Destinations.Select(destination => destination.Id)],
        service.TrafficOf(name) is var traffic && traffic != service.Traffic ? Of(traffic) : null,
        balancer.PolicyName,
        Of(balancer.Candidates));

    static TrafficView Of(ServiceTraffic traffic) => new(
        traffic.Active, traffic.ActiveLimit, traffic.Adaptive is not null, traffic.Pending, traffic.Limits.PendingRequests, traffic.Budget.Active);

    static IReadOnlyList<LocalityView> Of(Candidates candidates) =>
        [.. candidates.Localities.Select(locality => new LocalityView(locality.Name, locality.Available, locality.Known, Math.Round(locality.Share, 3), Words.Kebab(locality.Candidates.Mode)))];

    static ServiceView Of(RegisteredService registered)
    {
        var service = registered.Service;
        var instances = service.Instances;
        return new(
            service.Name,
            Words.Kebab(service.Candidates.Mode),
            CandidateNews.Reason(service.Candidates, instances),
            instances.Length,
            instances.Count(instance => instance.Life.IsAvailable),
            instances.Sum(instance => instance.InFlight),
            Of(service.Traffic),
            service.Balancer.PolicyName,
            Of(service.Candidates),
            [.. registered.Routes.Select(route => route.ToString())],
            registered.Quarantine.Count);
    }

    static IEnumerable<QuarantineView> Quarantined(RegisteredService service) =>
        service.Quarantine.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new QuarantineView(service.Service.Name, entry.Key, entry.Value));

    IEnumerable<(RegisteredService Service, Destination Instance)> All(string? service) =>
        directory.All.Where(registered => service is null || string.Equals(registered.Service.Name, service, StringComparison.OrdinalIgnoreCase))
            .SelectMany(registered => registered.Service.Instances, (registered, instance) => (registered, instance));
}
