using System.Collections.Immutable;
using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Who may get the next request of a service. Immutable, made when an instance changes and never for a request.</summary>
/// <param name="Destinations">In order of their ids.</param>
/// <param name="Mode">How they were chosen.</param>
/// <param name="IsWeighted">Whether their shares differ; if not, picking needs no sums.</param>
sealed record Candidates(ImmutableArray<Destination> Destinations, CandidateMode Mode, bool IsWeighted)
{
    public static readonly Candidates None = new([], CandidateMode.None, IsWeighted: false);

    public int Count => Destinations.Length;

    /// <summary>Whether there is anybody who may be hoped to answer.</summary>
    public bool IsWell => Mode is CandidateMode.Available or CandidateMode.Unchecked;

    /// <summary>Chooses from the instances of a service.</summary>
    /// <remarks>
    /// Instances that no check has come back from are left out of the reckoning, or a service that doubles its instances would panic.
    /// Where nothing else is known of any, as in the first moments of the gateway, all are tried. (Envoy: panic threshold,
    /// <c>ignore_new_hosts_until_first_hc</c>)
    /// </remarks>
    public static Candidates Of(IEnumerable<Destination> instances, double panicThreshold)
    {
        var open = instances.Where(destination => destination.Life.IsOpen).ToImmutableArray();
        var available = open.Where(destination => destination.Life.IsAvailable && destination.Breaker.Admits).ToImmutableArray();
        var known = open.Count(destination => destination.Life.Health != InstanceHealth.Unknown);
        if (open.IsEmpty)
            return None;
        if (known == 0)
            return From(open, CandidateMode.Unchecked);
        if (available.Length < panicThreshold * known)
            return From(open, CandidateMode.Panic);
        return available.IsEmpty ? None : From(available, CandidateMode.Available);
    }

    /// <summary>The same without those that were tried already; all of them when there is nobody else.</summary>
    public Candidates Without(IReadOnlyCollection<Destination> tried)
    {
        var others = Destinations.RemoveRange(tried);
        return others.IsEmpty ? this : this with { Destinations = others };
    }

    static Candidates From(ImmutableArray<Destination> destinations, CandidateMode mode) => new(
        destinations,
        mode,
        destinations.Any(destination => destination.IsWarming || destination.Registration.Weight != destinations[0].Registration.Weight));
}

/// <summary>How the candidates of a service were chosen.</summary>
enum CandidateMode
{
    /// <summary>There are none: 503.</summary>
    None,

    /// <summary>Those that are healthy.</summary>
    Available,

    /// <summary>All, because no check has come back yet.</summary>
    Unchecked,

    /// <summary>All, because too few are healthy.</summary>
    Panic,
}
