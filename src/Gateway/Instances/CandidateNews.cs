using System.Collections.Immutable;
using Modular.Gateway.LoadBalancing;

namespace Modular.Gateway.Instances;

/// <summary>What an operator should know of a change of the candidates, and why they are who they are. Pure.</summary>
static class CandidateNews
{
    /// <param name="subset">Of which only what goes wrong is said; null for a whole service.</param>
    public static IEnumerable<(string Kind, string Reason)> Between(Candidates before, Candidates after, string? subset, ImmutableArray<Destination> instances)
    {
        var of = subset is null ? "" : $"subset {subset}: ";
        if (before.Mode != after.Mode && (subset is null || before.Mode == CandidateMode.Panic || after.Mode is CandidateMode.Panic or CandidateMode.None))
            yield return ($"service-{Words.Kebab(after.Mode)}", of + Reason(after, instances));
        else if ((before.IsDivided || after.IsDivided) && !Shares(before).SequenceEqual(Shares(after)))
            yield return ("service-spill", of + Reason(after, instances));
    }

    /// <summary>How many are available, how many outlier detection has put out, and what each locality gets.</summary>
    public static string Reason(Candidates candidates, ImmutableArray<Destination> instances)
    {
        var ejected = instances.Count(instance => instance.Life.Tripped);
        return $"{instances.Count(instance => instance.Life.IsAvailable)} of {instances.Length} instances available{(ejected == 0 ? "" : $" ({ejected} ejected)")}, "
            + $"{candidates.Count} get requests{(candidates.Localities.Length > 1 ? $": {string.Join(", ", candidates.Localities)}" : "")}";
    }

    static IEnumerable<(string, int)> Shares(Candidates candidates) =>
        candidates.Localities.Where(locality => locality.Share > 0).Select(locality => (locality.Name, (int)Math.Round(locality.Share * 100)));
}
