using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class HealthEntriesTests
{
    [Theory]
    [InlineData("10.0.0.1", null, "http://10.0.0.1:8080/")]
    [InlineData("", null, "http://10.9.9.9:8080/")]
    [InlineData(null, null, "http://10.9.9.9:8080/")]
    [InlineData("order.local", "https", "https://order.local:8080/")]
    [InlineData("fd00::1", null, "http://[fd00::1]:8080/")]
    public void The_address_is_the_services_or_its_nodes_in_the_scheme_that_it_names(string? address, string? scheme, string expected) =>
        Assert.Equal(expected, Assert.Single(Instances(Entry("a", address, 8080, scheme))).Address.ToString());

    [Theory]
    [InlineData("10.0.0.1", 0, null)]
    [InlineData("10.0.0.1", 65536, null)]
    [InlineData("10.0.0.1", 8080, "ftp")]
    [InlineData("no host", 8080, null)]
    public void What_nothing_can_be_sent_to_is_left_out(string address, int port, string? scheme) =>
        Assert.Equal("b", Assert.Single(Instances(Entry("a", address, port, scheme), Entry("b", "10.0.0.1", 80))).Id);

    [Fact]
    public void An_id_that_two_nodes_use_is_told_with_the_node()
    {
        var instances = Instances(Entry("web", "10.0.0.1", 80, node: "n1"), Entry("web", "10.0.0.2", 80, node: "n2"), Entry("other", "10.0.0.3", 80));

        Assert.Equal(["other", "web@n1", "web@n2"], instances.Select(instance => instance.Id));
    }

    static IReadOnlyList<ServiceDefaults.Discovery.ServiceInstance> Instances(params HealthEntry[] entries) => HealthEntries.Instances(entries);

    static HealthEntry Entry(string id, string? address, int port, string? scheme = null, string node = "n1") => new(
        new HealthNode(node, "10.9.9.9"),
        new HealthService(id, "order", address, port, scheme is null ? null : new(StringComparer.Ordinal) { ["scheme"] = scheme }));
}
