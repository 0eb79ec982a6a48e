using System.Collections.Immutable;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing.Localities;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Decides who may get requests: health, ejection, breakers, panic and localities are judged here, together. Pure.</summary>
/// <remarks>
/// Instances that have not passed a check yet are left out, of panic too, or a service that doubles its instances would panic, and send half of
/// its requests to what does not listen yet. Where none has ever passed one, as in the first moments of the gateway, all are tried. (Envoy: panic
/// threshold, <c>ignore_new_hosts_until_first_hc</c>, priority levels, locality weighted load balancing)
/// </remarks>
static class CandidateSelection
{
    /// <summary>A locality is taken to stand 1.4 times its load: it spills over when less than 71 % of it is available. (Envoy's default)</summary>
    public const double Overprovisioning = 1.4;

    /// <param name="instances">Of a service or a subset, in order of their ids.</param>
    /// <param name="panicThreshold">See <see cref="Health.HealthOptions.PanicThreshold"/>.</param>
    /// <param name="localities">How they are divided; null where all are alike.</param>
    public static Candidates Select(IEnumerable<Destination> instances, double panicThreshold, ILocalityRule? localities)
    {
        var all = new Health(Proven([.. instances.Where(destination => destination.Life.IsOpen)]));
        if (all.Open.IsEmpty)
            return Candidates.None;
        if (all.Known == 0)
            return Candidates.From(all.Open, CandidateMode.Unchecked);
        if (localities is null)
            return all.IsShort(panicThreshold) ? Candidates.From(all.Open, CandidateMode.Panic) : Candidates.From(all.Available, CandidateMode.Available);
        return Divide([.. localities.Divide(all.Open).Select(group => new Divided(group.Name, group.Weight, new(group.Instances)))], all, panicThreshold);
    }

    static ImmutableArray<Destination> Proven(ImmutableArray<Destination> open) =>
        open.Any(static destination => destination.Life.Stage != LifeStage.Joining)
            ? open.RemoveAll(static destination => destination.Life.Stage == LifeStage.Joining)
            : open;

    static Candidates Divide(ImmutableArray<Divided> groups, Health all, double panicThreshold)
    {
        var weighted = groups.Any(group => group.Weight is not null);
        var reach = Math.Min(1, groups.Sum(group => group.Health.Reach));
        // As long as the others stand the load, nobody panics; where one is alone, nobody else does.
        var isShort = groups.Length == 1 || reach < 1;
        var known = groups.Where(group => group.Health.Known > 0).ToList();
        var panics = weighted
            ? known.Sum(group => group.Health.Available.Length) < panicThreshold * known.Sum(group => group.Health.Known)
            : isShort && known.Count > 0 && known.All(group => group.Health.IsShort(panicThreshold));
        if (panics || (reach == 0 && panicThreshold > 0))
            return Candidates.From(all.Open, CandidateMode.Panic);
        if (reach == 0)
            return Candidates.None;

        var shares = weighted ? ByWeight(groups) : InOrder(groups, reach);
        return Join([.. groups.Zip(shares, (group, share) => new LocalityShare(
            group.Name, group.Health.Available.Length, group.Health.Known, share,
            !weighted && isShort && group.Health.IsShort(panicThreshold)
                ? Candidates.From(group.Health.Open, CandidateMode.Panic)
                : Candidates.From(group.Health.Available, CandidateMode.Available)))]);
    }

    // The nearest gets as much as it stands, the next one what is left, and so on; where all together do not stand it, each its part.
    static IEnumerable<double> InOrder(ImmutableArray<Divided> groups, double reach)
    {
        var left = 1.0;
        foreach (var group in groups)
        {
            var share = Math.Min(left, group.Health.Reach / reach);
            left = left - share < 1e-9 ? 0 : left - share;
            yield return share;
        }
    }

    static IEnumerable<double> ByWeight(ImmutableArray<Divided> groups)
    {
        var total = groups.Sum(group => group.Weight * group.Health.Reach) ?? 0;
        return groups.Select(group => total == 0 ? 0 : (group.Weight * group.Health.Reach ?? 0) / total);
    }

    static Candidates Join(ImmutableArray<LocalityShare> localities)
    {
        var chosen = localities.Where(locality => locality.Share > 0).ToList();
        var mode = chosen.Any(locality => locality.Candidates.Mode == CandidateMode.Panic) ? CandidateMode.Panic : CandidateMode.Available;
        return Candidates.From([.. chosen.SelectMany(locality => locality.Candidates.Destinations).OrderBy(destination => destination.Id, StringComparer.Ordinal)], mode) with
        {
            Localities = localities,
            IsDivided = chosen.Count > 1,
        };
    }

    readonly record struct Divided(string Name, double? Weight, Health Health);

    sealed class Health(IEnumerable<Destination> open)
    {
        public ImmutableArray<Destination> Open { get; } = [.. open];

        public ImmutableArray<Destination> Available => field.IsDefault ? field = [.. Open.Where(destination => destination.Life.IsAvailable && destination.Breaker.Admits)] : field;

        public int Known => Open.Count(destination => destination.Life.Health != InstanceHealth.Unknown);

        /// <summary>What part of all requests it stands, 0 to 1.</summary>
        public double Reach => Known == 0 ? 0 : Math.Min(1, Overprovisioning * Available.Length / Known);

        public bool IsShort(double panicThreshold) => Available.Length < panicThreshold * Known;
    }
}
