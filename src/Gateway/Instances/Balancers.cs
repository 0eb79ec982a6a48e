using System.Collections.Frozen;
using System.Collections.Immutable;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Instances;

/// <summary>The balancers of a service: one for all its instances, and one for each subset. Changed under the lock of its service; requests only read.</summary>
sealed class Balancers(string service, ServiceParts configured)
{
    /// <summary>10 seconds, for which a subset that documents no longer define serves requests that were under way to it.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    FrozenDictionary<string, Division> _subsets = FrozenDictionary<string, Division>.Empty;
    Division _all = new(Subset: null, Spread.Of(configured, before: null), configured.Health.PanicThreshold, Balancer.None);
    bool _isKeyed;

    /// <param name="subset">Null for all; one that no document defines has nobody.</param>
    public Balancer Of(string? subset) =>
        subset is null ? Volatile.Read(ref _all).Balancer
        : Volatile.Read(ref _subsets).TryGetValue(subset, out var found) && !IsOver(found) ? found.Balancer : Balancer.None;

    /// <summary>As <see cref="Of"/>, where any of them recognises requests at all; else null.</summary>
    public Balancer? KeyedOf(string? subset) => Volatile.Read(ref _isKeyed) ? Of(subset) : null;

    /// <summary>The subsets by name.</summary>
    public IEnumerable<KeyValuePair<string, Balancer>> Subsets =>
        Volatile.Read(ref _subsets).Where(subset => subset.Value.LeftAt is null).OrderBy(subset => subset.Key, StringComparer.Ordinal).Select(subset => KeyValuePair.Create(subset.Key, subset.Value.Balancer));

    /// <summary>Takes new rules, and keeps what those before remember.</summary>
    public void Obey(Settings settings)
    {
        _all = _all with { Spread = Spread.Of(settings.All, _all.Spread), PanicThreshold = settings.All.Health.PanicThreshold };
        var said = settings.Subsets.ToDictionary(static said => said.Subset.Name, Defined, StringComparer.Ordinal);
        _subsets = said.Concat(Leaving(said)).ToFrozenDictionary(StringComparer.Ordinal);
        _isKeyed = _all.Spread.Hash is not null || _subsets.Values.Any(subset => subset.Spread.Hash is not null);
    }

    /// <summary>An instance, or a rule, has changed: says anew who may get requests.</summary>
    public void Refresh(ImmutableArray<Destination> instances)
    {
        Volatile.Write(ref _all, Refreshed(_all, instances));
        if (_subsets.Count > 0)
            Volatile.Write(ref _subsets, _subsets.ToFrozenDictionary(
                subset => subset.Key,
                subset => Refreshed(subset.Value, [.. instances.Where(instance => instance.Registration.Has(subset.Value.Subset!.Labels))]),
                StringComparer.Ordinal));
    }

    Division Defined(SubsetSettings said) => new(
        said.Subset,
        Spread.Of(said.Parts, _subsets.GetValueOrDefault(said.Subset.Name)?.Spread),
        said.Parts.Health.PanicThreshold,
        _subsets.GetValueOrDefault(said.Subset.Name)?.Balancer ?? Balancer.None);

    // A request that was told its subset by the rules before must still find it, also for its retries: else a reload fails it.
    IEnumerable<KeyValuePair<string, Division>> Leaving(Dictionary<string, Division> said) =>
        _subsets.Where(subset => !said.ContainsKey(subset.Key) && !IsOver(subset.Value))
            .Select(subset => KeyValuePair.Create(subset.Key, subset.Value with { LeftAt = subset.Value.LeftAt ?? configured.Time.GetTimestamp() }));

    bool IsOver(Division division) => division.LeftAt is { } at && configured.Time.GetElapsedTime(at) >= Farewell;

    Division Refreshed(Division before, ImmutableArray<Destination> instances)
    {
        var after = before with { Balancer = before.Spread.Over(instances, before.PanicThreshold) };
        if (before.LeftAt is not null)
            return after;
        foreach (var (kind, reason) in CandidateNews.Between(before.Balancer.Candidates, after.Balancer.Candidates, before.Subset?.Name, instances))
            configured.Decisions.Record(kind, service, instance: null, reason);
        return after;
    }

    /// <param name="LeftAt">When no document defined it any more, a timestamp; null while one does.</param>
    sealed record Division(Policy.Subset? Subset, Spread Spread, double PanicThreshold, Balancer Balancer, long? LeftAt = null);
}
