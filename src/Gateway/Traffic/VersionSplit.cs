using System.Collections.Immutable;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Policy;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Traffic;

/// <summary>Two versions of a service beside each other: which requests the newer one gets. Immutable; the samples go on from one split to the next.</summary>
/// <remarks>The shares are dealt out by key, as those of routes are: raising the weight moves nobody back.</remarks>
sealed class VersionSplit
{
    readonly WeightedTargets _shares;

    /// <param name="service">Whose versions.</param>
    /// <param name="stable">The version that has the rest.</param>
    /// <param name="canary">Null where there is none: everything is the stable version's.</param>
    /// <param name="weight">The canary's share, in per cent; of the requests that match, where there are matches.</param>
    /// <param name="matches">Null for all requests. Those that match none are the stable version's, unless the canary has everything.</param>
    /// <param name="samples">Where attempts are taken down.</param>
    public VersionSplit(string service, string stable, string? canary, int weight, IReadOnlyList<HttpMatch>? matches, VersionSamples samples)
    {
        (Stable, Canary, Weight, Matches, Samples) = (stable, canary, canary is null ? 0 : weight, matches is null ? null : [.. matches], samples);
        (StableSubset, CanarySubset) = (SubsetOf(stable), canary is null ? null : SubsetOf(canary));
        _shares = new([new(service, StableSubset, 100 - Weight, HeaderRules.None), new(service, CanarySubset, Weight, HeaderRules.None)]);
    }

    public string Stable { get; }

    public string? Canary { get; }

    public int Weight { get; }

    public ImmutableArray<HttpMatch>? Matches { get; }

    public VersionSamples Samples { get; }

    /// <summary>The stable version's instances as a subset. No document can define one of that name.</summary>
    public string StableSubset { get; }

    public string? CanarySubset { get; }

    /// <summary>What each version gets, 0 to 1.</summary>
    public IEnumerable<(Target Target, double Share)> Shares => _shares.Shares().Where(static share => share.Target.Subset is not null);

    /// <summary>The subsets that it needs, by their labels.</summary>
    public IEnumerable<Subset> Subsets
    {
        get
        {
            yield return Of(Stable);
            if (Canary is not null && Canary != Stable)
                yield return Of(Canary);
        }
    }

    /// <summary>Whether it decides for a route's target: one that names no version, or one version of several.</summary>
    /// <remarks>A route that sends all its requests to one subset is left alone: that is how testers are led to a version.</remarks>
    public bool Decides(Target target, WeightedTargets of, TrafficRules rules) => target.Subset is null
        || (of.All.Length > 1 && rules.Subsets.Any(subset => subset.Name == target.Subset
            && subset.Labels.TryGetValue(ServiceMetadata.Version, out var version) && (version == Stable || version == Canary)));

    public string Choose(HttpContext context) => IsCanary(context) ? CanarySubset! : StableSubset;

    static string SubsetOf(string version) => $"{ServiceMetadata.Version}={version}";

    static Subset Of(string version) => new(SubsetOf(version), new Dictionary<string, string>(StringComparer.Ordinal) { [ServiceMetadata.Version] = version }, TrafficPolicy.Unsaid);

    bool IsCanary(HttpContext context) => Weight switch
    {
        0 => false,
        100 when Matches is null => true,
        _ => (Matches is not { } matches || matches.Any(match => match.Matches(context)))
            && (Weight == 100 || _shares.Choose(StickyKey.Of(context)).Subset == CanarySubset),
    };
}

/// <summary>The attempts on both versions since somebody last took them.</summary>
sealed record VersionSamples(AttemptSample Stable, AttemptSample Canary)
{
    public VersionSamples()
        : this(new(), new())
    {
    }
}
