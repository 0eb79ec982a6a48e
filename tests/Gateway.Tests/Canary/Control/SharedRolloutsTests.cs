using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Registry;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Tests.Canary.Control;

/// <summary>Two gateways and one embedded registry, on real sockets: one of them leads.</summary>
public sealed class SharedRolloutsTests : IAsyncLifetime
{
    readonly List<IAsyncDisposable> _running = [];
    readonly List<ConsulKeys> _clients = [];
    RunningRegistry _registry = null!;
    Upstream _stable = null!;
    Upstream _canary = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await RunningRegistry.StartedAsync();
        _stable = await Upstream.StartAsync();
        _canary = await Upstream.StartAsync();
    }

    [Fact]
    public async Task All_gateways_give_a_version_the_same_weight_whichever_is_told()
    {
        var one = await GatewayAsync();
        var two = await GatewayAsync();

        await PostAsync(two, "/canaries/order", """{ "canary": "v2", "stepWeights": [30, 60], "interval": "1h" }""");
        await WeightAsync(one, 30);
        await WeightAsync(two, 30);

        await PostAsync(one, "/canaries/order/abort");
        Assert.Equal(0, await WeightOfAsync(one));
        await WeightAsync(two, 0);
        Assert.Equal("v2 rolled back at 30 %: by the operator", (await two.AskAsync("/canaries/order")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task When_the_leader_stops_another_gateway_goes_on_and_one_that_starts_knows_the_weight_from_its_first_request()
    {
        var one = await GatewayAsync();
        await PostAsync(one, "/canaries/order", """{ "canary": "v2", "iterations": 3, "interval": "1s" }""");
        await Eventually.SoAsync(async () => (await one.AskAsync("/canaries/order")).GetProperty("iterations").GetInt32() == 1);
        var two = await GatewayAsync();
        Assert.Equal("Progressing", (await two.AskAsync("/canaries/order")).GetProperty("phase").GetString());

        _running.Remove(one);
        await one.DisposeAsync();

        await Eventually.SoAsync(async () => (await two.AskAsync("/canaries/order")).GetProperty("iterations").GetInt32() >= 2);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _running)
            await running.DisposeAsync();
        foreach (var client in _clients)
            client.Dispose();
        await _stable.DisposeAsync();
        await _canary.DisposeAsync();
        await _registry.DisposeAsync();
    }

    async Task<TestGateway> GatewayAsync()
    {
        var keys = new ConsulKeys(_registry.Options, TimeProvider.System, () => 0.5, NullLogger<ConsulKeys>.Instance);
        _clients.Add(keys);
        var gateway = await TestGateway.StartAsync(keys, ("Canary:Look", "00:00:00.010"));
        _running.Add(gateway);
        gateway.Registry.Tell("order", _stable.Instance("order", "/api", ("version", "v1")), _canary.Instance("order", "/api", ("version", "v2")));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/instances?service=order")).GetArrayLength() == 2);
        return gateway;
    }

    static async Task PostAsync(TestGateway gateway, string path, string body = "")
    {
        using var answer = await gateway.Admin.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    static Task WeightAsync(TestGateway gateway, int weight) => Eventually.SoAsync(async () => await WeightOfAsync(gateway) == weight);

    static async Task<int> WeightOfAsync(TestGateway gateway) =>
        (await gateway.AskAsync("/canaries")).EnumerateArray().Select(rollout => rollout.GetProperty("weight").GetInt32()).SingleOrDefault(-1);
}
