using Modular.Gateway.Discovery.Drains;
using Modular.Gateway.Instances;
using Modular.Gateway.Routing;

namespace Modular.Gateway.Discovery;

/// <summary>A service as the registry has it: brings its instances in line with each new list.</summary>
sealed class RegisteredService
{
    readonly Lock _gate = new();
    readonly RemovalGuard _guard;
    readonly HashSet<InstanceKey> _drained;
    bool _isForeignReported;

    /// <param name="drained">Its instances that are drained, also those that have not come yet.</param>
    public RegisteredService(Service service, DiscoveryOptions options, HashSet<InstanceKey> drained)
    {
        (Service, Since, _drained) = (service, service.Parts.Time.GetTimestamp(), drained);
        _guard = new(service, options);
        service.OnCheckFailed = _guard.CheckFailed;
    }

    public Service Service { get; }

    /// <summary>What it last registered; a service whose instances are all gone keeps its routes, as 503 says more than 404.</summary>
    public IReadOnlyList<RoutePrefix> Routes { get; private set; } = [];

    /// <summary>Whether the registries have instances of it. Only then does it hold a route against another service.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>When it was first heard of, a timestamp.</summary>
    public long Since { get; }

    /// <summary>Registrations that could not be read, by instance, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Quarantine { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the instance is there now.</summary>
    public bool Has(InstanceKey instance) => Service.Instances.Any(known => InstanceKey.Of(known) == instance);

    public bool IsHeld(Destination instance) => _guard.IsHeld(instance);

    /// <summary>Sends an instance nothing new, also when it leaves the registry and comes back, or comes only later; or takes that back.</summary>
    public void Drain(InstanceKey key, bool isDrained, string why)
    {
        Destination? instance;
        lock (_gate)
        {
            if (isDrained)
                _drained.Add(key);
            else
                _drained.Remove(key);
            instance = Service.Instances.FirstOrDefault(known => InstanceKey.Of(known) == key);
            if (instance is not null)
                Service.Change(instance, life => isDrained ? life.Drain(Service.Parts.Time.GetUtcNow(), why) : life.Undrain(Service.Parts.Time.GetUtcNow(), why));
        }

        instance?.CheckNow();
    }

    /// <summary>Takes the whole list of instances that the registry has now.</summary>
    /// <returns>Whether the routes have changed, or whether it has instances to hold them.</returns>
    public bool Update(IReadOnlyList<ServiceDefaults.Discovery.ServiceInstance> instances)
    {
        lock (_gate)
        {
            var registrations = Read(instances);
            var present = Service.Instances.Where(instance => instance.Life.Registered).ToList();
            var wanted = registrations.ToDictionary(InstanceKey.Of);
            var missing = present.Where(instance => !wanted.ContainsKey(InstanceKey.Of(instance))).ToList();
            foreach (var instance in Service.Instances)
                if (wanted.Remove(InstanceKey.Of(instance), out var registration))
                    Stay(instance, registration);
            foreach (var registration in wanted.Values)
                Service.Join(new(registration, Joined(registration), Service.Parts));
            _guard.Remove(missing, present.Count);
            var (was, haveChanged) = (IsPresent, TakeRoutes(registrations));
            IsPresent = registrations.Count > 0;
            return haveChanged || was != IsPresent;
        }
    }

    List<Registration> Read(IReadOnlyList<ServiceDefaults.Discovery.ServiceInstance> instances)
    {
        var registrations = new List<Registration>(instances.Count);
        var quarantine = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var instance in instances.DistinctBy(instance => instance.Id, StringComparer.Ordinal))
        {
            var registration = RegistrationReader.Read(instance, out var reason);
            // One that was good before stays as it was: a bad change is no reason to lose it.
            if (registration is null && Service.Instances.FirstOrDefault(known => known.Life.Registered && IsNow(instance, known, instances)) is { } known)
                (registration, reason) = (known.Registration, $"{reason}; its last good registration stays in use");
            if (registration is not null)
                registrations.Add(registration);
            if (reason is null)
                continue;
            var id = instance.Id ?? "";
            quarantine[id] = reason;
            var isForeign = registration is null && IsForeign(instance);
            if (Quarantine.GetValueOrDefault(id) != reason && !(isForeign && _isForeignReported))
                Service.Parts.Decisions.Record("registration-quarantined", Service.Name, id, reason);
            _isForeignReported |= isForeign;
        }

        Quarantine = quarantine;
        return registrations;
    }

    // One without a usable address has its id without one, which a neighbour may have too.
    static bool IsNow(ServiceDefaults.Discovery.ServiceInstance bad, Destination known, IReadOnlyList<ServiceDefaults.Discovery.ServiceInstance> told) =>
        known.Id == bad.Id
        || (bad.Fault is not null && known.IsCalled(bad.Id) && told.All(instance => instance.Id != known.Id));

    // Not meant for a gateway: it is worth one decision, however many there are and however often they come and go.
    static bool IsForeign(ServiceDefaults.Discovery.ServiceInstance instance) => instance is { Fault: not null, Metadata.IsMeaningful: false };

    Life Joined(Registration registration)
    {
        var now = Service.Parts.Time.GetUtcNow();
        var life = Life.Joined(now, Service.Parts.Health);
        return _drained.Contains(InstanceKey.Of(registration)) ? life.Drain(now, "registered; drained by the operator before") : life;
    }

    void Stay(Destination instance, Registration registration)
    {
        _guard.Keep(instance);
        var isOther = !instance.Registration.Instance.Metadata.Equals(registration.Instance.Metadata);
        instance.Registration = registration;
        if (!instance.Life.Registered)
        {
            Service.Change(instance, life => life.Reregister(Service.Parts.Time.GetUtcNow()));
            instance.CheckNow();
        }

        if (isOther)
            Service.Relabel();
    }

    bool TakeRoutes(List<Registration> registrations)
    {
        var routes = registrations.SelectMany(registration => registration.Routes).DistinctBy(route => route.Key, StringComparer.Ordinal)
            .OrderBy(route => route.Key, StringComparer.Ordinal).ToList();
        if (registrations.Count == 0 || routes.SequenceEqual(Routes))
            return false;
        Routes = routes;
        if (routes.Count > 0)
            Service.Want();
        return true;
    }
}
