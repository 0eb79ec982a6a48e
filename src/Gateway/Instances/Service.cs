using System.Collections.Frozen;
using System.Collections.Immutable;
using Modular.Gateway.Forwarding;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Instances;

/// <summary>A service: its instances, and who of them may get the next request.</summary>
/// <remarks>
/// Everything that happens to an instance goes through <see cref="Change"/>, one change at a time, and ends in a new
/// <see cref="Candidates"/> that requests see at once. Requests themselves only read.
/// </remarks>
sealed class Service
{
    // A destination that begins to drain between the pick and the start of the request is picked over; this often at most.
    const int Picks = 3;

    readonly Lock _gate = new();
    ImmutableArray<Destination> _instances = [];
    Candidates _candidates = Candidates.None;
    FrozenDictionary<string, Candidates> _subsets = FrozenDictionary<string, Candidates>.Empty;
    TrafficRules _rules = TrafficRules.None;
    readonly ServiceParts _configured;
    readonly Ejection _ejection;
    readonly CircuitBreaking _breaking;
    ServiceParts _parts;
    IBalancingPolicy _policy;

    public Service(string name, ServiceParts configured)
    {
        (Name, _configured, _parts) = (name, configured, configured);
        _policy = PolicyOf(configured);
        _ejection = new(this, _gate);
        _breaking = new(this, _gate);
        Traffic = new(configured.Limits, configured.Time);
    }

    public string Name { get; }

    /// <summary>The settings in force: a document's over those of the configuration.</summary>
    public ServiceParts Parts => Volatile.Read(ref _parts);

    /// <summary>What is under way to it.</summary>
    public ServiceTraffic Traffic { get; }

    /// <summary>What documents say of its requests.</summary>
    public TrafficRules Rules => Volatile.Read(ref _rules);

    /// <summary>Does what documents say from the next request on. What is under way and what is remembered of instances stays.</summary>
    public void Obey(ServicePolicy said)
    {
        lock (_gate)
        {
            var (before, after) = (_parts, said.Instances.Over(_configured));
            Volatile.Write(ref _parts, after);
            Volatile.Write(ref _rules, said.Rules);
            Traffic.Limits = after.Limits;
            if (before.Balancing.Policy != after.Balancing.Policy)
                Volatile.Write(ref _policy, PolicyOf(after));
            Refresh();
        }
    }

    /// <summary>All that are not gone, in order of their ids.</summary>
    public ImmutableArray<Destination> Instances
    {
        get
        {
            lock (_gate)
                return _instances;
        }
    }

    /// <summary>Is told of every failed health check.</summary>
    public Action<Destination>? OnCheckFailed { get; set; }

    public Candidates Candidates => Volatile.Read(ref _candidates);

    /// <param name="subset">Null for all; one that no document defines has none.</param>
    public Candidates CandidatesOf(string? subset) =>
        subset is null ? Candidates : Volatile.Read(ref _subsets).GetValueOrDefault(subset, Candidates.None);

    /// <summary>Picks a destination and begins a request on it, which <see cref="End"/> ends.</summary>
    /// <param name="subset">Which instances; null for all.</param>
    /// <param name="tried">Those that the request was sent to already, and is not sent to again unless there is nobody else.</param>
    /// <returns>Null when there is none.</returns>
    public Destination? Begin(string? subset = null, IReadOnlyCollection<Destination>? tried = null)
    {
        for (var pick = 0; pick < Picks; pick++)
        {
            var candidates = CandidatesOf(subset);
            if (tried is { Count: > 0 })
                candidates = candidates.Without(tried);
            if (candidates.Count == 0)
                return null;
            var destination = candidates.Count == 1 ? candidates.Destinations[0] : Volatile.Read(ref _policy).Pick(candidates);
            if ((destination.Breaker.State == BreakerState.Closed || candidates.Mode == CandidateMode.Panic || _breaking.Probe(destination)) && destination.TryBegin())
                return destination;
        }

        return null;
    }

    /// <summary>Ends a request, and takes its outcome into account.</summary>
    public void End(Destination destination, Outcome outcome)
    {
        _ejection.Count(destination, outcome);
        _breaking.Count(destination, outcome);
        if (destination.End())
            Change(destination, life => life);
    }

    /// <summary>An interval is over: outlier detection compares the instances.</summary>
    public void Compare() => _ejection.Compare();

    /// <summary>A health check of an instance has come back.</summary>
    /// <param name="failure">Why it failed; null when it passed.</param>
    public void Checked(Destination instance, string? failure)
    {
        var now = Parts.Time.GetUtcNow();
        Change(instance, life => failure is null ? life.CheckPassed(now, Parts.Health) : life.CheckFailed(now, Parts.Health, failure));
        if (failure is not null)
            OnCheckFailed?.Invoke(instance);
    }

    /// <summary>Adds an instance.</summary>
    public void Join(Destination instance)
    {
        lock (_gate)
        {
            _instances = _instances.Add(instance).Sort(static (one, other) => string.CompareOrdinal(one.Id, other.Id));
            Parts.Decisions.Record("instance-joining", Name, instance.Id, instance.Life.Reason);
            Apply(instance, instance.Life);
            SetAlarm(instance);
            Refresh();
        }

        Parts.Watch.Begin(this, instance);
    }

    /// <summary>Makes something happen to an instance, and says so when it matters.</summary>
    public void Change(Destination instance, Func<Life, Life> happen)
    {
        lock (_gate)
        {
            var before = instance.Life;
            if (before.Stage == LifeStage.Gone)
                return;
            Apply(instance, happen(before));
            var after = instance.Life;
            if (before.Stage != after.Stage)
                Parts.Decisions.Record($"instance-{Words.Kebab(after.Stage)}", Name, instance.Id, after.Reason);
            else if (before.Health != after.Health)
                Parts.Decisions.Record($"instance-{Words.Kebab(after.Health)}", Name, instance.Id, after.Reason);
            else if (before.Registered == after.Registered)
                return;
            Refresh();
        }
    }

    /// <summary>Makes new candidates after something else about an instance, such as its weight, has changed.</summary>
    public void Reconsider()
    {
        lock (_gate)
            Refresh();
    }

    void Apply(Destination instance, Life life)
    {
        if (life.Stage == LifeStage.SlowStart && Parts.Balancing.SlowStart == TimeSpan.Zero)
            life = life with { Stage = LifeStage.Active };
        var isNews = life.Stage != instance.Life.Stage || life.Health != instance.Life.Health;
        instance.Life = life;
        // Read after it was written: a request that began before is seen here, one that begins after sees the stage.
        if (instance.InFlight == 0)
            instance.Life = life = life.Idle(Parts.Time.GetUtcNow());
        if (life.Stage == LifeStage.Gone)
        {
            _instances = _instances.Remove(instance);
            instance.Dispose();
        }
        else if (isNews)
        {
            SetAlarm(instance);
        }
    }

    void SetAlarm(Destination instance)
    {
        var after = instance.Life.IsWaiting(Parts.Health) ? instance.Life.OutFor(Parts.Health, Parts.Outliers.MaxEjectionTime)
            : instance.Life.Stage == LifeStage.SlowStart ? Parts.Balancing.SlowStart
            : Timeout.InfiniteTimeSpan;
        instance.SetAlarm(after, () => OnAlarm(instance));
    }

    void OnAlarm(Destination instance) =>
        Change(instance, life => life.IsWaiting(Parts.Health) ? life.Untrip(Parts.Time.GetUtcNow()) : life.WarmedUp(Parts.Time.GetUtcNow()));

    static IBalancingPolicy PolicyOf(ServiceParts parts) => BalancingPolicies.Create(parts.Balancing.Policy, parts.Dice, parts.Time);

    void Refresh()
    {
        var before = _candidates;
        var after = Candidates.Of(_instances, Parts.Health.PanicThreshold);
        Volatile.Write(ref _candidates, after);
        Volatile.Write(ref _subsets, _rules.Subsets.ToFrozenDictionary(
            subset => subset.Name,
            subset => Candidates.Of(_instances.Where(instance => instance.Registration.Has(subset.Labels)), Parts.Health.PanicThreshold),
            StringComparer.Ordinal));
        if (before.Mode != after.Mode)
            Parts.Decisions.Record(
                $"service-{Words.Kebab(after.Mode)}", Name, instance: null,
                $"{_instances.Count(instance => instance.Life.IsAvailable)} of {_instances.Length} instances available, {after.Count} get requests");
    }
}
