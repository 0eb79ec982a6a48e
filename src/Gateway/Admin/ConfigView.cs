using Modular.Gateway.Canary.Control;
using Modular.Gateway.Configuration;
using Modular.Gateway.Discovery;
using Modular.Gateway.Edge;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Health;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Admin;

/// <summary>The settings in force, by section. Those of registries have secrets in them, and are not among them.</summary>
/// <param name="Services">What is in force for each service, by its own section and its documents.</param>
sealed record ConfigView(
    DiscoveryOptions Discovery,
    ForwardingOptions Forwarding,
    HealthOptions Health,
    BalancingOptions Balancing,
    LimitOptions Limits,
    BreakerOptions Breaker,
    OutlierOptions Outliers,
    EdgeOptions Edge,
    PoliciesOptions Policies,
    CanaryOptions Canary,
    MeshOptions Mesh,
    AdminOptions Admin,
    IReadOnlyDictionary<string, ServiceConfigView> Services)
{
    public static ConfigView Of(IConfiguration configuration, IReadOnlyDictionary<string, ServiceConfigView> services) => new(
        configuration.Read<DiscoveryOptions>(DiscoveryOptions.Section),
        configuration.Read<ForwardingOptions>(ForwardingOptions.Section),
        configuration.Read<HealthOptions>(HealthOptions.Section),
        configuration.Read<BalancingOptions>(BalancingOptions.Section),
        configuration.Read<LimitOptions>(LimitOptions.Section),
        configuration.Read<BreakerOptions>(BreakerOptions.Section),
        configuration.Read<OutlierOptions>(OutlierOptions.Section),
        configuration.Read<EdgeOptions>(EdgeOptions.Section),
        configuration.Read<PoliciesOptions>(PoliciesOptions.Section),
        configuration.Read<CanaryOptions>(CanaryOptions.Section),
        configuration.Read<MeshOptions>(MeshOptions.Section),
        configuration.Read<AdminOptions>(AdminOptions.Section),
        services);
}

/// <summary>The settings in force for one service.</summary>
/// <param name="Subsets">Those of its subsets, by name; null for a subset.</param>
sealed record ServiceConfigView(
    HealthOptions Health, BalancingOptions Balancing, LimitOptions Limits, BreakerOptions Breaker, OutlierOptions Outliers,
    IReadOnlyDictionary<string, ServiceConfigView>? Subsets);
