using Modular.Gateway.Discovery;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Discovery;

public sealed class MergedInstancesTests
{
    [Fact]
    public void A_service_is_what_all_registries_have_of_it() =>
        Assert.Equal(["a", "b"], Merged([Instance("b", 2)], [Instance("a", 1)]));

    [Fact]
    public void An_address_counts_once_as_the_first_registry_has_it() =>
        Assert.Equal(["early"], Merged([Instance("early", 1)], [Instance("late", 1)]));

    [Fact]
    public void An_id_is_the_same_whichever_registries_have_the_instance()
    {
        Assert.Equal(["a-1", "a-2"], Merged([Instance("a-1", 1)], [Instance("a-1", 1), Instance("a-2", 2)]));
        Assert.Equal(["a-1", "a-2"], Merged([Instance("a-1", 1), Instance("a-2", 2)]));
    }

    [Fact]
    public void What_nothing_can_be_sent_to_is_told_each_by_itself()
    {
        var one = Instance("a", 1) with { Address = ServiceInstance.Nowhere, Fault = "it has no port" };

        Assert.Equal(["a", "b"], Merged([one, one with { Id = "b" }]));
    }

    static IEnumerable<string> Merged(params IReadOnlyList<ServiceInstance>[] told) => MergedInstances.Of(told).Select(instance => instance.Id);

    static ServiceInstance Instance(string id, int port) => new(id, "order", new UriBuilder("http", "10.0.0.1", port).Uri, ServiceMetadata.Empty);
}
