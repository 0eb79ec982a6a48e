using Modular.Gateway.Health;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Instances;

/// <summary>How one instance is treated: in each respect as the first of its subsets says that says something, else as the service does.</summary>
/// <param name="Group">
/// The subset by whose outlier detection it may be put out, beside those that are in the same position: they are its neighbours. Null for the service's.
/// </param>
/// <param name="Balancing">Of this, slow start is what concerns one instance.</param>
/// <param name="Tls">How its health checks reach it; null: as it registered.</param>
sealed record Treatment(string? Group, BalancingOptions Balancing, HealthOptions Health, OutlierOptions Outliers, TlsSettings? Tls)
{
    /// <summary>As a service without subsets treats it.</summary>
    public static Treatment Of(ServiceParts parts) => new(Group: null, parts.Balancing, parts.Health, parts.Outliers, parts.Limits.Connections.Tls);
}
