using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Discovery;

public sealed class RegistryFollowerTests
{
    [Fact]
    public async Task A_registry_that_fails_is_lost_while_the_others_go_on_and_found_when_it_tells_again()
    {
        var given = new Given();
        using var routes = new RouteSource(new(), given.Decisions, given.Time);
        var directory = new ServiceDirectory(new ConfigurationBuilder().Build(), new(), routes, given.Decisions, given.Watch, given.Dice, given.Time);
        var book = new RegistryBook(directory, given.Decisions, given.Time);
        FakeRegistry west = new("west"), east = new("east");
        using var follower = new RegistryFollower([west, east], book, given.Time, NullLogger<RegistryFollower>.Instance);
        await follower.StartAsync(TestContext.Current.CancellationToken);

        west.Tell("order", Given.Instance("b"));
        await Eventually.SoAsync(() => book.Statuses.Any(status => status is { Name: "west", State: "answering" }));
        west.Fail(new InvalidOperationException("broken"));
        await Eventually.SoAsync(() => given.Kinds.Contains("registry-lost"));
        east.Tell("order", Given.Instance("a"));
        await Eventually.SoAsync(() => book.Statuses.Any(status => status is { Name: "east", State: "answering", Instances: 1 }));
        Assert.Equal(["west", "east"], book.Statuses.Select(status => status.Name));
        Assert.Equal(("lost", "broken", 1), (book.Statuses[0].State, book.Statuses[0].Reason, book.Statuses[0].Instances));

        west.Tell("order", Given.Instance("b"), Given.Instance("c"));
        await Eventually.SoAsync(() =>
        {
            given.Time.Advance(TimeSpan.FromSeconds(1));
            return given.Kinds.Contains("registry-found");
        });
        await Eventually.SoAsync(() => book.Statuses[0] is { State: "answering", Instances: 2 });
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }
}
