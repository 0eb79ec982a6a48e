using System.Collections.Concurrent;
using Modular.Gateway.Configuration;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery.Drains;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Health;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;
using Modular.Gateway.Routing;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Discovery;

/// <summary>All services by their names; upper and lower case are the same, as in YARP's cluster ids.</summary>
sealed class ServiceDirectory
{
    readonly ConcurrentDictionary<string, RegisteredService> _services = new(StringComparer.OrdinalIgnoreCase);
    readonly IConfiguration _configuration;
    readonly DiscoveryOptions _options;
    readonly RouteSource _routes;
    readonly DecisionLog _decisions;
    readonly Dice _dice;
    readonly TimeProvider _time;
    readonly IInstanceWatch _watch;
    readonly Lock _gate = new();
    readonly Dictionary<string, HashSet<InstanceKey>> _drained = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, VersionSplit> _splits = new(StringComparer.OrdinalIgnoreCase);
    Func<string, ServicePolicy> _policyOf = _ => ServicePolicy.None;

    public ServiceDirectory(
        IConfiguration configuration, DiscoveryOptions options, RouteSource routes, DecisionLog decisions, IInstanceWatch watch, Dice dice, TimeProvider time)
    {
        (_configuration, _options, _routes, _decisions, _watch, _dice, _time) = (configuration, options, routes, decisions, watch, dice, time);
        routes.From(() => _services.Values.Select(service => new RouteClaim(service.Service.Name, service.Routes, service.IsPresent)));
    }

    public IEnumerable<RegisteredService> All => _services.Values.OrderBy(service => service.Service.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>On the path of every request: reads only.</summary>
    public RegisteredService? Find(string name) => _services.GetValueOrDefault(name);

    /// <summary>Takes what the registries have of one service. Its cost grows with the instances of that service alone.</summary>
    public void Update(string name, IReadOnlyList<ServiceInstance> instances)
    {
        if ((Find(name) ?? Add(name)).Update(instances))
            _routes.Invalidate();
    }

    /// <summary>Has all services obey documents, those that come later too.</summary>
    /// <param name="policyOf">What the documents say of a service.</param>
    public void Obey(Func<string, ServicePolicy> policyOf)
    {
        lock (_gate)
        {
            _policyOf = policyOf;
            foreach (var service in _services.Values)
                service.Service.Obey(policyOf(service.Service.Name));
        }
    }

    /// <summary>Forgets a service that has no instance, and its routes.</summary>
    /// <returns>Whether it was there and had none.</returns>
    public bool Forget(string name)
    {
        if (Find(name) is not { Service.Instances.IsEmpty: true } service || !_services.TryRemove(KeyValuePair.Create(name, service)))
            return false;
        _decisions.Record("service-forgotten", name, instance: null, "the operator asked for it; it had no instance");
        _routes.Invalidate();
        return true;
    }

    /// <summary>Divides a service's requests between versions, also when it comes later.</summary>
    /// <param name="split">Null for no division.</param>
    public void Divide(string name, VersionSplit? split)
    {
        lock (_gate)
        {
            if (split is null)
                _splits.Remove(name);
            else
                _splits[name] = split;
            Find(name)?.Service.Divide(split);
        }
    }

    /// <summary>Drains an instance of a service, or takes that back, also when either comes later.</summary>
    public void Drain(string name, InstanceKey instance, bool isDrained, string why)
    {
        lock (_gate)
            if (Find(name) is { } service)
                service.Drain(instance, isDrained, why);
            else if (isDrained)
                DrainedOf(name).Add(instance);
            else
                DrainedOf(name).Remove(instance);
    }

    // A service that comes while documents change obeys the new ones.
    RegisteredService Add(string name)
    {
        lock (_gate)
        {
            var service = _services.GetOrAdd(name, Create);
            service.Service.Obey(_policyOf(name));
            service.Service.Divide(_splits.GetValueOrDefault(name));
            return service;
        }
    }

    RegisteredService Create(string name)
    {
        var balancing = _configuration.ReadFor<BalancingOptions>(name, BalancingOptions.Section);
        var parts = new ServiceParts(
            _configuration.ReadFor<HealthOptions>(name, HealthOptions.Section), balancing, _configuration.ReadFor<LimitOptions>(name, LimitOptions.Section),
            _configuration.ReadFor<BreakerOptions>(name, BreakerOptions.Section),
            _configuration.ReadFor<OutlierOptions>(name, OutlierOptions.Section), _dice, _time, _decisions, _watch)
        {
            Mesh = _configuration.Read<MeshOptions>(MeshOptions.Section),
        };
        return new(new(name, parts), _options, DrainedOf(name));
    }

    HashSet<InstanceKey> DrainedOf(string name)
    {
        if (!_drained.TryGetValue(name, out var drained))
            _drained[name] = drained = [];
        return drained;
    }
}
