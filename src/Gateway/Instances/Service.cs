using System.Collections.Frozen;
using System.Collections.Immutable;
using Modular.Gateway.Forwarding;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Measuring;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Instances;

/// <summary>A service: its instances, and who of them may get the next request.</summary>
/// <remarks>
/// Everything that happens to an instance goes through <see cref="Change"/>, one change at a time, and ends in a new
/// <see cref="Candidates"/> that requests see at once. Requests themselves only read.
/// </remarks>
sealed class Service(string name, ServiceParts configured)
{
    // A destination that begins to drain between the pick and the start of the request is picked over; this often at most.
    const int Picks = 3;

    readonly Lock _gate = new();
    ImmutableArray<Destination> _instances = [];
    Candidates _candidates = Candidates.None;
    FrozenDictionary<string, Candidates> _subsets = FrozenDictionary<string, Candidates>.Empty;
    TrafficRules _rules = TrafficRules.None;
    VersionSplit? _split;
    readonly ServiceParts _configured = configured;
    ServiceParts _parts = configured;
    IBalancingPolicy _policy = PolicyOf(configured);

    public string Name => name;

    /// <summary>The settings in force: a document's over those of the configuration.</summary>
    public ServiceParts Parts => Volatile.Read(ref _parts);

    /// <summary>What is under way to it.</summary>
    public ServiceTraffic Traffic { get; } = new(configured.Limits, configured.Time);

    /// <summary>What is counted of it.</summary>
    public ServiceFigures Figures { get; } = new();

    /// <summary>What documents say of its requests.</summary>
    public TrafficRules Rules => Volatile.Read(ref _rules);

    /// <summary>Between which versions its requests are divided; null for no division.</summary>
    public VersionSplit? Split => Volatile.Read(ref _split);

    /// <summary>Divides its requests from the next one on.</summary>
    public void Divide(VersionSplit? split)
    {
        lock (_gate)
        {
            // Who sees the new split must find its subsets.
            Refresh(split);
            Volatile.Write(ref _split, split);
        }
    }

    /// <summary>Does what documents say from the next request on. What is under way and what is remembered of instances stays.</summary>
    public void Obey(ServicePolicy said)
    {
        lock (_gate)
        {
            var (before, after) = (_parts, said.Instances.Over(_configured));
            Volatile.Write(ref _parts, after);
            Volatile.Write(ref _rules, said.Rules);
            Traffic.Limits = after.Limits;
            KeepFigures(said.Rules);
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
            if ((destination.Breaker.State == BreakerState.Closed || candidates.Mode == CandidateMode.Panic || Probe(destination)) && destination.TryBegin())
                return destination;
        }

        return null;
    }

    /// <summary>Ends a request, and takes its outcome into account.</summary>
    public void End(Destination destination, Outcome outcome)
    {
        var failures = destination.Count(outcome);
        if (failures > 0 && failures == Parts.Health.ConsecutiveFailures)
            Eject(destination, $"{failures} attempts in a row failed, the last with {outcome.Name()}");
        destination.Compare(outcome);
        Accrue(destination, outcome);
        if (destination.End())
            Change(destination, life => life);
    }

    /// <summary>An interval is over: puts out whoever did much worse than the others, and forgives whoever behaved.</summary>
    public void Compare()
    {
        var instances = Instances;
        foreach (var (place, reason) in SuccessRates.Outliers([.. instances.Select(instance => instance.TakeTally())], Parts.Outliers))
            Eject(instances[place], reason);
        foreach (var instance in instances.Where(instance => instance.Life is { Ejections: > 0, Tripped: false }))
            Change(instance, life => life.Forgiven());
    }

    void KeepFigures(TrafficRules rules)
    {
        var subsets = rules.Subsets.Select(subset => subset.Name).ToHashSet(StringComparer.Ordinal);
        Figures.Requests.Keep(subsets);
        foreach (var instance in _instances)
            instance.Attempts.Keep(subsets);
    }

    // Who is out, and how many may be, is decided under one lock.
    void Eject(Destination instance, string why)
    {
        lock (_gate)
        {
            if (instance.Life is not { Health: InstanceHealth.Healthy, IsOpen: true })
                return;
            var ejected = _instances.Count(other => other.Life.Tripped);
            if (Parts.Outliers.Allows(ejected, _instances.Length))
            {
                Figures.Eject();
                Change(instance, life => life.Trip(Parts.Time.GetUtcNow(), why));
            }
            else
            {
                Figures.WithholdEjection();
                Parts.Decisions.Record("ejection-withheld", name, instance.Id, $"{why}; but {ejected} of {_instances.Length} instances are out, and no more may be");
            }
        }
    }

    // The usual case, a closed breaker and an attempt that went well, takes two reads.
    void Accrue(Destination destination, Outcome outcome)
    {
        var accrued = destination.Accrue(outcome);
        if (destination.Breaker.State == BreakerState.Closed ? accrued == 0 || accrued != Parts.Breaker.ConsecutiveFailures : destination.Breaker.State == BreakerState.Open)
            return;
        var now = Parts.Time.GetUtcNow();
        Break(destination, breaker => outcome.IsFailure()
            ? breaker.Open(now, breaker.State == BreakerState.HalfOpen ? $"the request that tried failed with {outcome.Name()}" : $"{accrued} attempts in a row failed, the last with {outcome.Name()}")
            : outcome.IsGood() ? breaker.Close(now) : breaker.TryAgain());
    }

    // One request takes the place; the others see it taken.
    bool Probe(Destination destination)
    {
        var isMine = false;
        Break(destination, breaker =>
        {
            isMine = breaker is { State: BreakerState.HalfOpen, IsProbing: false };
            return breaker.Probe();
        });
        return isMine;
    }

    void Break(Destination instance, Func<Breaker, Breaker> happen)
    {
        lock (_gate)
        {
            var before = instance.Breaker;
            var after = happen(before);
            if (after == before || instance.Life.Stage == LifeStage.Gone)
                return;
            instance.Breaker = after;
            if (before.State != after.State)
                Parts.Decisions.Record($"breaker-{Words.Kebab(after.State)}", name, instance.Id, after.Reason);
            if (before.State != BreakerState.Open && after.State == BreakerState.Open)
                instance.SetBreakerAlarm(
                    Parts.Breaker.OpenFor(after.Opened, Parts.Dice.Share()),
                    () => Break(instance, breaker => breaker.HalfOpen(Parts.Time.GetUtcNow())));
            Refresh();
        }
    }

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
            Parts.Decisions.Record("instance-joining", name, instance.Id, instance.Life.Reason);
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
                Parts.Decisions.Record($"instance-{Words.Kebab(after.Stage)}", name, instance.Id, after.Reason);
            else if (before.Health != after.Health)
                Parts.Decisions.Record($"instance-{Words.Kebab(after.Health)}", name, instance.Id, after.Reason);
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

    void Refresh() => Refresh(_split);

    void Refresh(VersionSplit? split)
    {
        var before = _candidates;
        var after = Candidates.Of(_instances, Parts.Health.PanicThreshold);
        Volatile.Write(ref _candidates, after);
        Volatile.Write(ref _subsets, _rules.Subsets.Concat(split?.Subsets ?? []).ToFrozenDictionary(
            subset => subset.Name,
            subset => Candidates.Of(_instances.Where(instance => instance.Registration.Has(subset.Labels)), Parts.Health.PanicThreshold),
            StringComparer.Ordinal));
        if (before.Mode != after.Mode)
            Parts.Decisions.Record(
                $"service-{Words.Kebab(after.Mode)}", name, instance: null,
                $"{_instances.Count(instance => instance.Life.IsAvailable)} of {_instances.Length} instances available, {after.Count} get requests");
    }
}
