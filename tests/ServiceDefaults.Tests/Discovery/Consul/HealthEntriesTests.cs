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
    [InlineData("10.0.0.1", 0, null, "it has no port")]
    [InlineData("10.0.0.1", 65536, null, "port 65536 is not from 1 to 65535")]
    [InlineData("10.0.0.1", -1, null, "port -1 is not from 1 to 65535")]
    [InlineData("10.0.0.1", 8080, "ftp", "scheme 'ftp' is neither http nor https")]
    [InlineData("10.0.0.1", 0, "ftp", "scheme 'ftp' is neither http nor https")]
    [InlineData("no host", 8080, null, "address 'no host' is neither a host name nor an IP address")]
    public void What_nothing_can_be_sent_to_is_told_with_what_is_wrong(string address, int port, string? scheme, string fault)
    {
        var instances = Instances(Entry("a", address, port, scheme), Entry("b", "10.0.0.1", 80));

        Assert.Equal([("a", fault), ("b@10.0.0.1:80", null)], instances.Select(instance => (instance.Id, instance.Fault)));
    }

    [Theory]
    [InlineData("HTTP", "http://10.0.0.1:8080/")]
    [InlineData("Https", "https://10.0.0.1:8080/")]
    public void Upper_and_lower_case_of_a_scheme_are_the_same(string scheme, string expected)
    {
        var instance = Assert.Single(Instances(Entry("a", "10.0.0.1", 8080, scheme)));

        Assert.Equal((expected, null), (instance.Address.ToString(), instance.Fault));
    }

    [Fact]
    public void No_address_of_the_service_and_none_of_its_node_is_a_fault()
    {
        var entry = Entry("a", address: null, 8080);

        Assert.Equal("it has no address", Assert.Single(Instances(entry with { Node = new HealthNode("n1", "") })).Fault);
    }

    [Theory]
    [InlineData("order-10.0.0.1-8080", "10.0.0.1", "order-10.0.0.1-8080")]
    [InlineData("order-Order.Local-8080", "order.local", "order-Order.Local-8080")]
    [InlineData("order-fd00::1-8080", "fd00::1", "order-fd00::1-8080")]
    [InlineData("order-10.9.9.9-8080", null, "order-10.9.9.9-8080")]
    [InlineData("order-10.0.0.1", "10.0.0.1", "order-10.0.0.1@10.0.0.1:8080")]
    [InlineData("order-1", "fd00::1", "order-1@[fd00::1]:8080")]
    public void An_id_is_told_with_the_address_unless_it_is_in_it(string id, string? address, string expected) =>
        Assert.Equal(expected, Assert.Single(Instances(Entry(id, address, 8080))).Id);

    [Fact]
    public void An_id_that_two_nodes_use_is_the_same_for_each_whether_the_other_is_there_or_not()
    {
        HealthEntry one = Entry("web", "10.0.0.1", 80, node: "n1"), two = Entry("web", "10.0.0.2", 80, node: "n2");

        Assert.Equal(["web@10.0.0.1:80", "web@10.0.0.2:80"], Instances(two, one).Select(instance => instance.Id));
        Assert.Equal("web@10.0.0.1:80", Assert.Single(Instances(one)).Id);
    }

    static IReadOnlyList<ServiceDefaults.Discovery.ServiceInstance> Instances(params HealthEntry[] entries) => HealthEntries.Instances(entries);

    static HealthEntry Entry(string id, string? address, int port, string? scheme = null, string node = "n1") => new(
        new HealthNode(node, "10.9.9.9"),
        new HealthService(id, "order", address, port, scheme is null ? null : new(StringComparer.Ordinal) { ["scheme"] = scheme }));
}
