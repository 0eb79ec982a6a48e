using System.Collections.Frozen;
using System.Collections.Immutable;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Instances;

/// <summary>The balancers of a service: one for all its instances, and one for each subset. Changed under the lock of its service; requests only read.</summary>
sealed class Balancers(string service, ServiceParts configured)
{
    FrozenDictionary<string, Division> _subsets = FrozenDictionary<string, Division>.Empty;
    Division _all = new(Subset: null, Spread.Of(configured, before: null), configured.Health.PanicThreshold, Balancer.None);
    bool _isKeyed;

    /// <param name="subset">Null for all; one that no document defines has nobody.</param>
    public Balancer Of(string? subset) =>
        subset is null ? Volatile.Read(ref _all).Balancer
        : Volatile.Read(ref _subsets).TryGetValue(subset, out var found) ? found.Balancer : Balancer.None;

    /// <summary>As <see cref="Of"/>, where any of them recognises requests at all; else null.</summary>
    public Balancer? KeyedOf(string? subset) => Volatile.Read(ref _isKeyed) ? Of(subset) : null;

    /// <summary>The subsets by name.</summary>
    public IEnumerable<KeyValuePair<string, Balancer>> Subsets =>
        Volatile.Read(ref _subsets).OrderBy(subset => subset.Key, StringComparer.Ordinal).Select(subset => KeyValuePair.Create(subset.Key, subset.Value.Balancer));

    /// <summary>Takes new rules, and keeps what those before remember.</summary>
    public void Obey(Settings settings)
    {
        _all = _all with { Spread = Spread.Of(settings.All, _all.Spread), PanicThreshold = settings.All.Health.PanicThreshold };
        _subsets = settings.Subsets.ToFrozenDictionary(
            said => said.Subset.Name,
            said => new Division(
                said.Subset,
                Spread.Of(said.Parts, _subsets.GetValueOrDefault(said.Subset.Name)?.Spread),
                said.Parts.Health.PanicThreshold,
                _subsets.GetValueOrDefault(said.Subset.Name)?.Balancer ?? Balancer.None),
            StringComparer.Ordinal);
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

    Division Refreshed(Division before, ImmutableArray<Destination> instances)
    {
        var after = before with { Balancer = before.Spread.Over(instances, before.PanicThreshold) };
        foreach (var (kind, reason) in CandidateNews.Between(before.Balancer.Candidates, after.Balancer.Candidates, before.Subset?.Name, instances))
            configured.Decisions.Record(kind, service, instance: null, reason);
        return after;
    }

    sealed record Division(Policy.Subset? Subset, Spread Spread, double PanicThreshold, Balancer Balancer);
}
