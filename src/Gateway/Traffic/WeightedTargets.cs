using System.Collections.Immutable;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>One of several places that requests go to by weight.</summary>
/// <param name="Service">The name of a service.</param>
/// <param name="Subset">Null for all its instances.</param>
/// <param name="Weight">0 and up; its share is that of the sum.</param>
sealed record Target(string Service, string? Subset, int Weight, HeaderRules Headers)
{
    /// <summary>Whether the same instances are meant, perhaps with other headers.</summary>
    public bool IsPlaceOf(Target other) => Service == other.Service && Subset == other.Subset;
}

/// <summary>Shares of requests by weight, dealt out by key.</summary>
/// <remarks>
/// Weighted rendezvous hashing: each target draws a number for the key, and the lowest -ln(u)/weight has it. A share is exact on average,
/// and raising one weight moves keys to that target only, and none away from it, however many targets there are. (C. Schindelhauer and
/// G. Schomaker, Weighted Distributed Hash Tables, 2005)
/// </remarks>
sealed class WeightedTargets(ImmutableArray<Target> targets)
{
    // What is drawn anew for each target, and only for it: the first of a place goes by that alone, whoever comes behind it.
    readonly ulong[] _seeds = [.. targets.Select((target, index) => Seed(target, ordinal: targets.Take(index).Count(target.IsPlaceOf)))];

    public ImmutableArray<Target> All => targets;

    /// <summary>What each place gets of the requests on average, from 0 to 1.</summary>
    public IEnumerable<(Target Target, double Share)> Shares()
    {
        var sum = targets.Sum(target => (double)target.Weight);
        return targets.GroupBy(target => (target.Service, target.Subset))
            .Select(same => (same.First(), targets.Length == 1 ? 1 : same.Sum(target => (double)target.Weight) / sum));
    }

    /// <summary>The target of a request, by its <see cref="StickyKey"/>.</summary>
    public Target Choose(HttpContext context) => targets.Length == 1 ? targets[0] : Choose(StickyKey.Of(context));

    public Target Choose(ulong key)
    {
        var (best, lowest) = (targets[0], double.PositiveInfinity);
        for (var index = 0; index < targets.Length; index++)
        {
            var target = targets[index];
            var score = target.Weight == 0 ? double.PositiveInfinity : -Math.Log(Share(key ^ _seeds[index])) / target.Weight;
            if (score < lowest)
                (best, lowest) = (target, score);
        }

        return best;
    }

    static ulong Seed(Target target, int ordinal) => StickyKey.Of($"{target.Service}/{target.Subset}{(ordinal == 0 ? "" : $"/{ordinal}")}");

    // Above 0 and at most 1.
    static double Share(ulong bits) => ((Mixing.Mix(bits) >> 11) + 1) * (1.0 / (1UL << 53));
}
