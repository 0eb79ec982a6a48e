using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.LoadBalancing;

public sealed class PortSettingsTests
{
    readonly Given _given = new();

    public PortSettingsTests() => _given.Service.Obey(new(new([], [Documents.Version("v1")]), new()
    {
        LoadBalancer = Documents.Unsaid with { Simple = SimpleBalancing.LeastRequest },
        ConnectionPool = new() { MaxRequests = 7 },
        RetryBudget = new(Percent: 5, MinRetryConcurrency: 1, Interval: null),
        Ports = new Dictionary<int, TrafficPolicy> { [9080] = new() { LoadBalancer = Documents.Unsaid with { Simple = SimpleBalancing.RoundRobin } } },
    }));

    [Fact]
    public void What_is_said_of_a_port_stands_in_place_of_the_rest_where_all_instances_have_it()
    {
        Register(("a", 9080, "v1"), ("b", 9080, "v2"));

        // What it does not say has the default, as in Istio; but a port says nothing of retries.
        Assert.Equal((RoundRobin.PolicyName, 1024, 0.05), InForce());
    }

    [Fact]
    public void Of_another_port_it_says_nothing()
    {
        Register(("a", 8080, "v1"));

        Assert.Equal((LeastRequest.PolicyName, 7, 0.05), InForce());
    }

    [Fact]
    public void Where_ports_differ_the_host_counts_and_the_log_says_so_once()
    {
        Register(("a", 9080, "v1"), ("b", 9081, "v2"));

        Assert.Equal((LeastRequest.PolicyName, 7, 0.05), InForce());
        _given.Service.Checked(_given.Find("a"), failure: null);
        var decision = Assert.Single(_given.Decisions.Since(0, "order"), decision => decision.Kind == "port-settings-idle");
        Assert.StartsWith("instances are at different ports (9080, 9081)", decision.Reason, StringComparison.Ordinal);
        // Those of the subset all have it.
        Assert.Equal(RoundRobin.PolicyName, _given.Service.Subsets.Single().Value.PolicyName);
    }

    [Fact]
    public void They_are_looked_at_again_when_instances_come_and_go()
    {
        Register(("a", 9080, "v1"), ("b", 9081, "v2"));

        Register(("a", 9080, "v1"));

        Assert.Equal(RoundRobin.PolicyName, InForce().Policy);
    }

    (string Policy, int Requests, double Retries) InForce()
    {
        var parts = _given.Service.Parts;
        return (parts.Balancing.Policy, parts.Limits.ActiveRequests, parts.Limits.RetryShare);
    }

    void Register(params (string Id, int Port, string Version)[] instances) => _given.Registered.Update(
        [.. instances.Select(instance => new ServiceInstance(instance.Id, "order", new($"http://{instance.Id}.test:{instance.Port}"), new ServiceMetadata([KeyValuePair.Create("version", instance.Version)])))]);
}
