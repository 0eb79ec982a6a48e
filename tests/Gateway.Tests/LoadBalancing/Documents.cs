using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.LoadBalancing;

/// <summary>What documents say of balancing, put to a service in memory.</summary>
static class Documents
{
    public static readonly LoadBalancerSettings Unsaid = new(Simple: null, ConsistentHash: null, Locality: null, Warmup: null);

    public static readonly ConsistentHash ByHeader = new("x-user", Cookie: null, UseSourceIp: false, QueryParameterName: null, new HashTable.Ring());

    public static void Obey(this Given given, LoadBalancerSettings balancer, params Subset[] subsets) =>
        given.Service.Obey(new(new([], [.. subsets]), new() { LoadBalancer = balancer }));

    public static Subset Version(string version, LoadBalancerSettings? balancer = null) => new(
        version, new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = version }, new() { LoadBalancer = balancer });

    /// <summary>Healthy instances past their slow start, each with metadata of its own.</summary>
    public static void Active(this Given given, params (string Id, string Key, string Value)[] instances)
    {
        given.Registered.Update([.. instances.Select(instance => Given.Instance(instance.Id, (instance.Key, instance.Value)))]);
        foreach (var instance in given.Service.Instances)
            given.Service.Checked(instance, failure: null);
        given.Time.Advance(given.Balancing.SlowStart);
    }

    /// <summary>Has the health checks of some instances fail until they are unhealthy.</summary>
    public static void Fell(this Given given, params string[] ids)
    {
        foreach (var id in ids)
            for (var i = 0; i < given.Health.Fall; i++)
                given.Service.Checked(given.Find(id), "503");
    }
}
