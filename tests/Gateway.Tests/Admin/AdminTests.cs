using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Admin;

public sealed class AdminTests
{
    [Fact]
    public async Task It_shows_services_instances_routes_and_registries()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var order = await Upstream.StartAsync();
        var instance = order.Instance("order", "/api/orders", ("version", "v2"), ("weight", "3"));
        gateway.Registry.Tell("order", instance);
        using var served = await gateway.EventuallyAsync("/api/orders", HttpStatusCode.OK);
        await Eventually.SoAsync(async () => (await gateway.InstanceAsync(instance.Id)).GetProperty("stage").GetString() == "slow-start");

        var service = Assert.Single((await gateway.AskAsync("/services")).EnumerateArray());
        Assert.Equal("order", service.GetProperty("name").GetString());
        Assert.Equal("available", service.GetProperty("state").GetString());
        Assert.Equal(1, service.GetProperty("available").GetInt32());
        Assert.Equal("peak-ewma", service.GetProperty("policy").GetString());
        var shown = await gateway.InstanceAsync(instance.Id);
        Assert.Equal("healthy", shown.GetProperty("health").GetString());
        Assert.Equal("first health check passed", shown.GetProperty("reason").GetString());
        Assert.Equal(3, shown.GetProperty("weight").GetInt32());
        Assert.Equal("v2", shown.GetProperty("version").GetString());
        Assert.Equal(0, shown.GetProperty("inFlight").GetInt32());
        var route = Assert.Single((await gateway.AskAsync("/routes")).GetProperty("routes").EnumerateArray());
        Assert.Equal("/api/orders", route.GetProperty("route").GetString());
        Assert.Equal("order", route.GetProperty("service").GetString());
        var registry = Assert.Single((await gateway.AskAsync("/registries")).EnumerateArray());
        Assert.Equal("answering", registry.GetProperty("state").GetString());
        var config = await gateway.AskAsync("/config");
        Assert.Equal("00:00:05", config.GetProperty("health").GetProperty("interval").GetString());
        Assert.Equal(
            ["admin", "balancing", "breaker", "canary", "discovery", "edge", "forwarding", "health", "limits", "mesh", "outliers", "policies", "services"],
            config.EnumerateObject().Select(section => section.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/services")]
    [InlineData("/instances")]
    [InlineData("/routes")]
    [InlineData("/config")]
    [InlineData("/decisions")]
    [InlineData("/decisions/stream")]
    [InlineData("/registries")]
    public async Task It_is_not_to_be_reached_where_clients_are(string path)
    {
        await using var gateway = await TestGateway.StartAsync();

        // Also not by its own name: which application answers is a matter of the socket.
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = gateway.Admin.BaseAddress!.Authority } };
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_ask()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/services") { Headers = { { "Origin", "http://evil.example" } } };
        using var answer = await gateway.Admin.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_drained_instance_gets_nothing_until_it_is_undrained()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var one = await Upstream.StartAsync();
        await using var two = await Upstream.StartAsync();
        var (first, second) = (one.Instance("order", "/api/orders"), two.Instance("order", "/api/orders"));
        gateway.Registry.Tell("order", first, second);
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == 2));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);

        using var drained = await gateway.Admin.PostAsync(new Uri($"/instances/{first.Id}/drain", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        var view = await drained.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        for (var i = 0; i < 50; i++)
            Assert.Equal("hello", await gateway.Client.GetStringAsync(new Uri("/api/orders", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal("draining", view.GetProperty("stage").GetString());
        Assert.Equal("drained by the operator", view.GetProperty("reason").GetString());
        Assert.True(view.GetProperty("drained").GetBoolean());
        Assert.Equal((0, 50), (one.Requests, two.Requests));

        using var undrained = await gateway.Admin.PostAsync(new Uri($"/instances/{first.Id}/undrain", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        await Eventually.SoAsync(async () =>
        {
            await gateway.Client.GetStringAsync(new Uri("/api/orders", UriKind.Relative), TestContext.Current.CancellationToken);
            return one.Requests > 0;
        });
    }

    [Fact]
    public async Task Decisions_can_be_asked_for_and_followed()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        using var served = await gateway.EventuallyAsync("/api/orders", HttpStatusCode.OK);

        var decisions = await gateway.AskAsync("/decisions?service=order");
        var first = decisions.GetProperty("decisions")[0];
        Assert.Equal("instance-joining", first.GetProperty("kind").GetString());
        Assert.Equal("order", first.GetProperty("service").GetString());
        Assert.Equal("registered, not checked yet", first.GetProperty("reason").GetString());

        using var stream = await gateway.Admin.GetStreamReaderAsync($"/decisions/stream?since={first.GetProperty("id").GetInt64() - 1}");
        Assert.Equal("event: instance-joining", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("data: {\"id\":", await stream.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        gateway.Registry.Lose("no route to host");
        await Eventually.SoAsync(async () => await stream.ReadLineAsync(TestContext.Current.CancellationToken) == "event: registry-lost");
    }

    [Fact]
    public async Task A_drained_instance_that_leaves_the_registry_and_comes_back_is_still_drained()
    {
        await using var gateway = await TestGateway.StartAsync(("Discovery:HoldRemovalFor", "0"));
        await using var order = await Upstream.StartAsync();
        var instance = order.Instance("order", "/api/orders");
        gateway.Registry.Tell("order", instance);
        await ThereAsync(1);
        using var drained = await gateway.Admin.PostAsync(new Uri($"/instances/{instance.Id}/drain", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        gateway.Registry.Tell("order");
        await ThereAsync(0);

        gateway.Registry.Tell("order", instance);
        await ThereAsync(1);

        var shown = await gateway.InstanceAsync(instance.Id);
        Assert.Equal(("draining", true), (shown.GetProperty("stage").GetString(), shown.GetProperty("drained").GetBoolean()));

        Task ThereAsync(int count) => Eventually.SoAsync(async () => (await gateway.AskAsync("/instances")).GetArrayLength() == count);
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var answer = await gateway.Admin.GetAsync(new Uri("/instances/none", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task It_documents_itself()
    {
        await using var gateway = await TestGateway.StartAsync();

        var document = await gateway.AskAsync("/openapi/v1.json");

        Assert.Equal("Modular gateway", document.GetProperty("info").GetProperty("title").GetString());
        Assert.Contains(document.GetProperty("paths").EnumerateObject(), path => path.Name == "/instances/{id}/drain");
    }
}
