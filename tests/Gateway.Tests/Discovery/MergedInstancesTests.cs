using Modular.Gateway.Discovery;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Discovery;

public sealed class MergedInstancesTests
{
    [Fact]
    public void A_service_is_what_all_registries_have_of_it() =>
        Assert.Equal(["a", "b"], Merged(("west", [Instance("b", 2)]), ("east", [Instance("a", 1)])));

    [Fact]
    public void An_address_counts_once_as_the_first_registry_has_it() =>
        Assert.Equal(["early"], Merged(("east", [Instance("early", 1)]), ("west", [Instance("late", 1)])));

    [Fact]
    public void An_id_that_two_registries_use_for_different_addresses_stays_unique() =>
        Assert.Equal(["a", "a@west"], Merged(("east", [Instance("a", 1)]), ("west", [Instance("a", 2)])));

    [Fact]
    public void What_nothing_can_be_sent_to_is_told_each_by_itself()
    {
        var one = Instance("a", 1) with { Address = ServiceInstance.Nowhere, Fault = "it has no port" };

        Assert.Equal(["a", "b"], Merged(("east", [one, one with { Id = "b" }])));
    }

    static IEnumerable<string> Merged(params (string, IReadOnlyList<ServiceInstance>)[] told) => MergedInstances.Of(told).Select(instance => instance.Id);

    static ServiceInstance Instance(string id, int port) => new(id, "order", new UriBuilder("http", "10.0.0.1", port).Uri, ServiceMetadata.Empty);
}
