using Microsoft.Extensions.Configuration;
using Modular.Gateway.Discovery;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Discovery;

public sealed class RegistryBookTests : IDisposable
{
    readonly Given _given = new();
    readonly RouteSource _routes;
    readonly ServiceDirectory _directory;
    readonly RegistryBook _book;

    public RegistryBookTests()
    {
        _routes = new(new(), _given.Decisions, _given.Time);
        _directory = new ServiceDirectory(new ConfigurationBuilder().Build(), new(), _routes, _given.Decisions, _given.Watch, _given.Dice, _given.Time);
        _book = new(_directory, _given.Decisions, _given.Time);
        _book.Expect("west");
        _book.Expect("east");
    }

    public void Dispose() => _routes.Dispose();

    [Fact]
    public void Each_registry_is_told_of_with_its_own_services_also_when_another_is_lost()
    {
        Tell("west", "order", "a", "b");
        Tell("west", "payment", "c");
        Tell("east", "order", "d");

        _book.Take(new RegistryUpdate.Lost("west", "no route to host"));

        Assert.Equal(
            [("west", "lost", "no route to host", 2, 3), ("east", "answering", null, 1, 1)],
            _book.Statuses.Select(status => (status.Name, status.State, status.Reason, status.Services, status.Instances)));
        Assert.Equal(["a", "b", "d"], Ids("order"));
    }

    [Fact]
    public void Of_an_address_that_two_have_the_one_counts_that_was_named_first()
    {
        Tell("west", "order", "a");

        _book.Take(new RegistryUpdate.Service("east", "order", [Given.Instance("other") with { Address = new("http://a.test:80") }]));

        Assert.Equal(["a"], Ids("order"));
    }

    [Fact]
    public void A_registry_that_takes_its_instances_back_leaves_those_of_the_others()
    {
        Tell("west", "order", "a");
        Tell("east", "order", "b");

        Tell("west", "order");

        Assert.Equal(["b"], Ids("order"));
        Assert.Equal([(1, 0), (1, 1)], _book.Statuses.Select(status => (status.Services, status.Instances)));
    }

    void Tell(string registry, string service, params string[] ids) =>
        _book.Take(new RegistryUpdate.Service(registry, service, [.. ids.Select(id => Given.Instance(id) with { Service = service })]));

    IEnumerable<string> Ids(string service) => _directory.Find(service)!.Service.Instances.Select(instance => instance.Id).Order(StringComparer.Ordinal);
}
