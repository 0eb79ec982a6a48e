using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Traffic;

/// <summary>What documents say of a service: of its requests, and of how its instances are treated.</summary>
/// <param name="LeadsHere">Whether one sends requests to it, also those of another service or host.</param>
sealed record ServicePolicy(TrafficRules Rules, TrafficPolicy Instances, bool LeadsHere = false)
{
    public static readonly ServicePolicy None = new(TrafficRules.None, TrafficPolicy.Unsaid);

    /// <summary>
    /// With the versions of a split as subsets beside those of documents. What a document says of a subset of the same labels holds for a version too.
    /// </summary>
    public ServicePolicy And(VersionSplit? split) =>
        split is null ? this : this with { Rules = Rules with { Subsets = [.. Rules.Subsets, .. split.Subsets.Select(version => version with { TrafficPolicy = SaidOf(version) })] } };

    TrafficPolicy SaidOf(Subset version) => Rules.Subsets.FirstOrDefault(subset => subset.HasLabelsOf(version))?.TrafficPolicy ?? version.TrafficPolicy;
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
            // As in Istio, where too few are healthy to put any out, all get requests; 0 turns that off.
            PanicThreshold = policy.OutlierDetection?.MinHealthPercent / 100.0 ?? configured.Health.PanicThreshold,
        },
        Outliers = policy.OutlierDetection is { } outliers ? outliers.Over(configured.Outliers) : configured.Outliers,
        Limits = configured.Limits with
        {
            ActiveRequests = policy.ConnectionPool?.MaxRequests ?? configured.Limits.ActiveRequests,
            PendingRequests = policy.ConnectionPool?.MaxPendingRequests ?? configured.Limits.PendingRequests,
            Connections = (policy.ConnectionPool ?? new()).Over(configured.Limits.Connections) with
            {
                Tls = policy.Tls is { Mode: TlsMode.IstioMutual } ofMesh ? configured.Mesh.Obey(ofMesh) : policy.Tls,
            },
            RetryShare = policy.RetryBudget?.Percent / 100 ?? configured.Limits.RetryShare,
            RetryFloor = policy.RetryBudget?.MinRetryConcurrency ?? configured.Limits.RetryFloor,
            RetryInterval = policy.RetryBudget?.Interval ?? configured.Limits.RetryInterval,
            RetryCap = policy.ConnectionPool?.MaxRetries ?? configured.Limits.RetryCap,
            // Istio has no share unless one is asked for. Who asks for one gets it beside the cap.
            RetryShareCounts = policy.RetryBudget is not null || (policy.ConnectionPool?.MaxRetries is null && configured.Limits.RetryShareCounts),
        },
        Balancing = policy.LoadBalancer.Over(configured.Balancing),
        Hash = policy.LoadBalancer?.ConsistentHash,
        Locality = policy.LoadBalancer?.Locality,
    };

    static OutlierOptions Over(this OutlierDetectionSettings said, OutlierOptions configured) => configured with
    {
        Interval = said.Interval ?? configured.Interval,
        MaxEjectionPercent = said.MaxEjectionPercent ?? configured.MaxEjectionPercent,
        MinHealthPercent = said.MinHealthPercent ?? configured.MinHealthPercent,
        ConsecutiveGatewayErrors = said.ConsecutiveGatewayErrors ?? configured.ConsecutiveGatewayErrors,
        SplitLocalErrors = said.SplitLocalOriginErrors || configured.SplitLocalErrors,
        ConsecutiveLocalFailures = said.ConsecutiveLocalOriginFailures ?? configured.ConsecutiveLocalFailures,
    };

    static ConnectionOptions Over(this ConnectionPoolSettings said, ConnectionOptions configured) => configured with
    {
        MaxConnections = said.MaxConnections ?? configured.MaxConnections,
        ConnectTimeout = said.ConnectTimeout ?? configured.ConnectTimeout,
        IdleTimeout = said.IdleTimeout ?? configured.IdleTimeout,
        MaxDuration = said.MaxConnectionDuration ?? configured.MaxDuration,
        Reuse = said.MaxRequestsPerConnection != 1 && configured.Reuse,
        Http2 = said.Http2 ?? configured.Http2,
        PingInterval = said.Http2KeepAlive?.Interval ?? configured.PingInterval,
        PingTimeout = said.Http2KeepAlive?.Timeout ?? configured.PingTimeout,
        KeepAlive = said.TcpKeepalive is not null || configured.KeepAlive,
        KeepAliveTime = said.TcpKeepalive?.Time ?? configured.KeepAliveTime,
        KeepAliveInterval = said.TcpKeepalive?.Interval ?? configured.KeepAliveInterval,
        KeepAliveProbes = said.TcpKeepalive?.Probes ?? configured.KeepAliveProbes,
    };
}
