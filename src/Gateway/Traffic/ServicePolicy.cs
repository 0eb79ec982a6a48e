using Modular.Gateway.Instances;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>What documents say of a service: of its requests, and of how its instances are treated.</summary>
sealed record ServicePolicy(TrafficRules Rules, TrafficPolicy Instances)
{
    public static readonly ServicePolicy None = new(TrafficRules.None, TrafficPolicy.Unsaid);

    /// <summary>With the versions of a split as subsets beside those of documents.</summary>
    public ServicePolicy And(VersionSplit? split) => split is null ? this : this with { Rules = Rules with { Subsets = [.. Rules.Subsets, .. split.Subsets] } };
}

/// <summary>A document's settings over those of the configuration. Pure.</summary>
static class PolicySettings
{
    public static ServiceParts Over(this TrafficPolicy policy, ServiceParts configured) => configured with
    {
        Health = configured.Health with
        {
            ConsecutiveFailures = policy.OutlierDetection?.Consecutive5xxErrors ?? configured.Health.ConsecutiveFailures,
            TrippedFor = policy.OutlierDetection?.BaseEjectionTime ?? configured.Health.TrippedFor,
        },
        Outliers = configured.Outliers with { MaxEjectionPercent = policy.OutlierDetection?.MaxEjectionPercent ?? configured.Outliers.MaxEjectionPercent },
        Limits = configured.Limits with
        {
            ActiveRequests = policy.ConnectionPool?.MaxRequests ?? configured.Limits.ActiveRequests,
            RetryShare = policy.RetryBudget?.Percent / 100 ?? configured.Limits.RetryShare,
            RetryFloor = policy.RetryBudget?.MinRetryConcurrency ?? policy.ConnectionPool?.MaxRetries ?? configured.Limits.RetryFloor,
        },
        Balancing = policy.LoadBalancer.Over(configured.Balancing),
        Hash = policy.LoadBalancer?.ConsistentHash,
        Locality = policy.LoadBalancer?.Locality,
    };
}
