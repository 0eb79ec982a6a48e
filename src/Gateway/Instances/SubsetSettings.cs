using Modular.Gateway.Policy;

namespace Modular.Gateway.Instances;

/// <summary>The settings in force for a subset.</summary>
/// <param name="Own">What its document says of this subset and not of the whole service, at the port that its instances have.</param>
/// <param name="Parts">All that holds for it: its own over the service's.</param>
sealed record SubsetSettings(Subset Subset, TrafficPolicy Own, ServiceParts Parts)
{
    /// <summary>Whether its requests have limits, connections or a retry budget apart from those of the service.</summary>
    public bool LimitsTraffic => Own.ConnectionPool is not null || Own.Tls is not null || Own.RetryBudget is not null;

    /// <summary>Whether its instances are compared with each other, and not with others of the service.</summary>
    public bool DetectsOutliers => Own.OutlierDetection is not null;

    public bool Warms => Own.LoadBalancer?.Warmup is not null;

    public bool Secures => Own.Tls is not null;
}
