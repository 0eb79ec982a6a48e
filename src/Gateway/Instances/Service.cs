using System.Collections.Immutable;
using Modular.Gateway.Forwarding;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Measuring;
using Modular.Gateway.Policy;
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
    readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ImmutableArray<Destination> _instances = [];
    ServicePolicy _said = ServicePolicy.None;
    TrafficRules _rules = TrafficRules.None;
    VersionSplit? _split;
    readonly ServiceParts _configured;
    readonly Ejection _ejection;
    readonly CircuitBreaking _breaking;
    readonly Balancers _balancers;
    readonly Bulkheads _bulkheads;
    Settings _settings;

    public Service(string name, ServiceParts configured)
    {
        (Name, _configured, _settings) = (name, configured, Settings.Of(_said, configured, []));
        _balancers = new(name, configured);
        _ejection = new(this, _gate);
        _breaking = new(this, _gate);
        _bulkheads = new(configured);
    }

    public string Name { get; }

    /// <summary>The settings in force: a document's over those of the configuration.</summary>
    public ServiceParts Parts => Volatile.Read(ref _settings).All;

    /// <summary>Those of the subsets that documents define.</summary>
    public ImmutableArray<SubsetSettings> SubsetSettings => Volatile.Read(ref _settings).Subsets;

    /// <summary>What is under way to it, without that to subsets that have <see cref="OwnTraffic"/>.</summary>
    public ServiceTraffic Traffic => _bulkheads.All;

    /// <summary>What is under way to subsets with limits, connections or a retry budget of their own, by their names.</summary>
    public IEnumerable<KeyValuePair<string, ServiceTraffic>> OwnTraffic => _bulkheads.Own;

    /// <param name="subset">Null for all instances.</param>
    public ServiceTraffic TrafficOf(string? subset) => _bulkheads.Of(subset);

    /// <summary>Whose instances outlier detection compares with each other, and how.</summary>
    public ImmutableArray<(string? Group, OutlierOptions Outliers)> OutlierGroups => Volatile.Read(ref _settings).OutlierGroups;

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
            Settle(split);
            Refresh();
            Volatile.Write(ref _split, split);
        }
    }

    /// <summary>Does what documents say from the next request on. What is under way and what is remembered of instances stays.</summary>
    public void Obey(ServicePolicy said)
    {
        lock (_gate)
        {
            _said = said;
            Settle();
            Refresh();
            if (said.LeadsHere)
                Want();
            // Who sees the new routes must find their subsets. Who saw those before finds theirs for a while (see Balancers).
            Volatile.Write(ref _rules, said.Rules);
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

    /// <summary>Ends when somebody sends requests to it: it has a route, or a document has led here. Nobody else's instances are asked whether they are well.</summary>
    public Task WhenWantedAsync(CancellationToken cancellation) => _wanted.Task.WaitAsync(cancellation);

    /// <summary>Is told of every failed health check.</summary>
    public Action<Destination>? OnCheckFailed { get; set; }

    /// <summary>Spreads requests over all of them.</summary>
    public Balancer Balancer => _balancers.Of(subset: null);

    public Candidates Candidates => Balancer.Candidates;

    /// <param name="subset">Null for all; one that no document defines has none.</param>
    public Candidates CandidatesOf(string? subset) => _balancers.Of(subset).Candidates;

    /// <summary>Those that documents define, by name, and what spreads the requests for each.</summary>
    public IEnumerable<KeyValuePair<string, Balancer>> Subsets => _balancers.Subsets;

    /// <param name="subset">Null for all.</param>
    /// <returns>By what requests are recognised, so that those of the same key go to the same instance; null where they are not.</returns>
    public ConsistentHash? HashOf(string? subset) => _balancers.KeyedOf(subset)?.Hash;

    /// <summary>Picks a destination and begins a request on it, which <see cref="End"/> ends.</summary>
    /// <param name="subset">Which instances; null for all.</param>
    /// <param name="tried">Those that the request was sent to already, and is not sent to again unless there is nobody else.</param>
    /// <param name="key">Of the request, by <see cref="HashOf"/>; null where it has none.</param>
    /// <param name="leaves">Whether it is rather sent to a locality that it was not sent to already.</param>
    /// <returns>Null when there is none.</returns>
    public Destination? Begin(string? subset = null, IReadOnlyCollection<Destination>? tried = null, ulong? key = null, bool leaves = false)
    {
        if (!_wanted.Task.IsCompleted)
            Want();
        for (var pick = 0; pick < Picks; pick++)
        {
            var balancer = _balancers.Of(subset);
            var candidates = balancer.For(key, tried, leaves);
            if (candidates.Count == 0)
                return null;
            var destination = balancer.Pick(candidates, key);
            if ((destination.Breaker.State == BreakerState.Closed || candidates.Mode == CandidateMode.Panic || _breaking.Probe(destination)) && destination.TryBegin())
                return destination;
        }

        return null;
    }

    /// <summary>Requests come, or will: see <see cref="WhenWantedAsync"/>.</summary>
    public void Want() => _wanted.TrySetResult();

    /// <summary>Ends a request, and takes its outcome into account.</summary>
    public void End(Destination destination, Outcome outcome)
    {
        _ejection.Count(destination, outcome);
        _breaking.Count(destination, outcome);
        if (destination.End())
            Change(destination, life => life);
    }

    /// <summary>An interval is over: outlier detection compares the instances.</summary>
    /// <param name="group">Which; null for those that are in no group of their own.</param>
    /// <param name="options">How.</param>
    public void Compare(string? group, OutlierOptions options) => _ejection.Compare(group, options);

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
            if (Settings.HasPorts(_said))
                Settle();
            else
                Treat(instance);
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

    /// <summary>Makes new candidates after something else about an instance, such as its breaker, has changed.</summary>
    public void Reconsider()
    {
        lock (_gate)
            Refresh();
    }

    /// <summary>An instance says something else of itself: its weight, its zone, or what subsets go by.</summary>
    public void Relabel()
    {
        lock (_gate)
        {
            Settle();
            Refresh();
        }
    }

    void Apply(Destination instance, Life life)
    {
        if (life.Stage == LifeStage.SlowStart && instance.Treatment.Balancing.SlowStart == TimeSpan.Zero)
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
            if (Settings.HasPorts(_said))
                Settle();
        }
        else if (isNews)
        {
            SetAlarm(instance);
        }
    }

    // Says anew which settings are in force. What is under way and what is remembered of instances stays.
    void Settle() => Settle(_split);

    void Settle(VersionSplit? split)
    {
        var (before, after) = (_settings, Settings.Of(_said.And(split), _configured, _instances));
        Volatile.Write(ref _settings, after);
        _bulkheads.Obey(after);
        _balancers.Obey(after);
        KeepFigures(after);
        if (after.Divided is { } why && why != before.Divided)
            after.All.Decisions.Record("port-settings-idle", Name, instance: null, $"{why}: what a document says of one port has no effect");
        foreach (var instance in _instances)
            Treat(instance);
    }

    void KeepFigures(Settings settings)
    {
        var subsets = settings.Subsets.Select(subset => subset.Subset.Name).ToHashSet(StringComparer.Ordinal);
        Figures.Requests.Keep(subsets);
        foreach (var instance in _instances)
            instance.Attempts.Keep(subsets);
    }

    void Treat(Destination instance)
    {
        var treatment = _settings.TreatmentOf(instance);
        if (instance.Treatment == treatment)
            return;
        instance.Treatment = treatment;
        if (instance.IsWarming)
            SetAlarm(instance);
    }

    void SetAlarm(Destination instance)
    {
        var after = instance.Life.IsWaiting(Parts.Health) ? instance.Life.OutFor(instance.Treatment.Health, instance.Treatment.Outliers.MaxEjectionTime)
            : instance.Life.Stage == LifeStage.SlowStart ? instance.WarmIn
            : Timeout.InfiniteTimeSpan;
        instance.SetAlarm(after, () => OnAlarm(instance));
    }

    void OnAlarm(Destination instance) =>
        Change(instance, life => life.IsWaiting(Parts.Health) ? life.Untrip(Parts.Time.GetUtcNow()) : life.WarmedUp(Parts.Time.GetUtcNow()));

    void Refresh() => _balancers.Refresh(_instances);
}
