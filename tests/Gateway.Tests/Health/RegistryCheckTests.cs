using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Modular.Gateway.Discovery;
using Modular.Gateway.Health;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Health;

public sealed class RegistryCheckTests : IDisposable
{
    readonly Given _given = new();
    readonly RouteSource _routes;
    readonly RegistryBook _book;
    readonly RegistryCheck _check;

    public RegistryCheckTests()
    {
        _routes = new(new(), _given.Decisions, _given.Time);
        var directory = new ServiceDirectory(new ConfigurationBuilder().Build(), new(), _routes, _given.Decisions, _given.Watch, _given.Dice, _given.Time);
        _book = new(directory, _given.Decisions, _given.Time);
        _check = new(_book, new(), _given.Time);
        _book.Expect("one");
    }

    public void Dispose() => _routes.Dispose();

    [Fact]
    public async Task Not_ready_before_the_first_word_and_ready_after_it()
    {
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync());
        _book.Take(new RegistryUpdate.Service("one", "order", [Given.Instance("a")]));
        Assert.Equal(HealthStatus.Healthy, await StatusAsync());
    }

    [Fact]
    public async Task A_registry_without_services_is_not_waited_for()
    {
        _book.Take(new RegistryUpdate.Found("one"));

        Assert.Equal(HealthStatus.Healthy, await StatusAsync());
        Assert.Equal("answering", Assert.Single(_book.Statuses).State);
    }

    [Fact]
    public async Task One_that_hangs_is_waited_for_ten_seconds_and_then_said()
    {
        _given.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync());

        _given.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(HealthStatus.Degraded, await StatusAsync());
    }

    [Fact]
    public async Task Where_another_has_told_of_services_one_that_hangs_is_no_reason_to_send_nobody_here()
    {
        _book.Expect("two");
        _book.Take(new RegistryUpdate.Service("two", "order", [Given.Instance("a")]));

        Assert.Equal(HealthStatus.Degraded, await StatusAsync());
    }

    [Fact]
    public async Task A_lost_registry_that_has_told_nothing_is_waited_for_ten_seconds_and_then_said()
    {
        _book.Take(new RegistryUpdate.Lost("one", "connection refused"));
        _given.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync());

        _given.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(HealthStatus.Degraded, await StatusAsync());
    }

    [Fact]
    public async Task A_registry_that_is_lost_later_keeps_what_it_told()
    {
        _book.Take(new RegistryUpdate.Service("one", "order", [Given.Instance("a")]));

        _book.Take(new RegistryUpdate.Lost("one", "connection refused"));

        Assert.Equal(HealthStatus.Degraded, await StatusAsync());
        var status = Assert.Single(_book.Statuses);
        Assert.Equal(("lost", "connection refused", 1), (status.State, status.Reason, status.Instances));
        _book.Take(new RegistryUpdate.Found("one"));
        Assert.Equal(HealthStatus.Healthy, await StatusAsync());
    }

    [Fact]
    public async Task A_gateway_without_any_service_becomes_ready()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Registry.Find();

        using var ready = await gateway.EventuallyAsync("/health/ready", System.Net.HttpStatusCode.OK);
    }

    async Task<HealthStatus> StatusAsync() => (await _check.CheckHealthAsync(new(), TestContext.Current.CancellationToken)).Status;
}
