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

    /// <summary>The localities that they were chosen from, the nearest first; empty where localities play no part.</summary>
    public ImmutableArray<LocalityShare> Localities { get; init; } = [];

    /// <summary>Whether more than one locality gets requests.</summary>
    public bool IsDivided { get; init; }

    public static Candidates From(ImmutableArray<Destination> destinations, CandidateMode mode) => destinations.IsEmpty ? None : new(
        destinations,
        mode,
        destinations.Any(destination => destination.IsWarming || destination.Registration.Weight != destinations[0].Registration.Weight));

    /// <summary>Those of one locality.</summary>
    /// <param name="place">0 (included) to 1 (not included): where on the line of all shares.</param>
    public Candidates At(double place)
    {
        var last = this;
        foreach (var locality in Localities)
        {
            if (locality.Share <= 0)
                continue;
            last = locality.Candidates;
            place -= locality.Share;
            if (place < 0)
                break;
        }

        return last;
    }

    /// <summary>The same without some.</summary>
    public Candidates Except(IReadOnlyCollection<Destination> others) => this with { Destinations = Destinations.RemoveRange(others) };
}

/// <summary>What a locality gets of the requests.</summary>
/// <param name="Name">The zones that it is made of.</param>
/// <param name="Available">How many of its instances are healthy.</param>
/// <param name="Known">How many have been checked.</param>
/// <param name="Share">0 to 1; the shares of all localities are 1 together.</param>
/// <param name="Candidates">Its own, also where its share is 0.</param>
sealed record LocalityShare(string Name, int Available, int Known, double Share, Candidates Candidates)
{
    public override string ToString() => FormattableString.Invariant($"{Name} {Share * 100:0.#} % ({Available} of {Known} available)");
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

    /// <summary>All, or all of a locality, because too few are healthy.</summary>
    Panic,
}
