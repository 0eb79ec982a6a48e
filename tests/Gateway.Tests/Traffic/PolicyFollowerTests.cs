using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Traffic;

public sealed class PolicyFollowerTests
{
    const string Subsets =
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: order }
        spec:
          host: order
          trafficPolicy:
            loadBalancer: { simple: ROUND_ROBIN }
            connectionPool: { http: { http2MaxRequests: 7 } }
            outlierDetection: { consecutive5xxErrors: 3, maxEjectionPercent: 100 }
          subsets:
          - { name: v1, labels: { version: v1 } }
          - { name: v2, labels: { version: v2 } }
        """;

    static string Shares(int second) =>
        $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: order }
        spec:
          hosts: [order]
          http:
          - route:
            - destination: { host: order, subset: v2 }
              weight: {{second}}
            - destination: { host: order, subset: v1 }
              weight: {{100 - second}}
            retries: { attempts: 3, perTryTimeout: 2s, retryOn: "connect-failure,reset,5xx" }
            timeout: 5s
        """;

    [Fact]
    public async Task A_document_that_is_put_is_obeyed_by_the_next_request_and_one_taken_back_too()
    {
        await using var gateway = await TestGateway.StartAsync(("Balancing:SlowStart", "0"), ("Policies:Folder", ""));
        await using var v1 = await Upstream.StartAsync(context => context.Response.WriteAsync("v1"));
        await using var v2 = await Upstream.StartAsync(context => context.Response.WriteAsync("v2"));
        await PutAsync(gateway, "DestinationRule", Subsets);
        // The service comes after the document about it.
        gateway.Registry.Tell("order", v1.Instance("order", "/api", ("version", "v1")), v2.Instance("order", "/api", ("version", "v2")));
        await Eventually.SoAsync(async () =>
            (await gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == 2)
            && (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);

        await PutAsync(gateway, "VirtualService", Shares(100));
        Assert.Equal(["v2"], await SeenAsync(gateway));
        await PutAsync(gateway, "VirtualService", Shares(0));
        Assert.Equal(["v1"], await SeenAsync(gateway));
        using var deleted = await gateway.Admin.DeleteAsync(new Uri("/policies/VirtualService/order", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(["v1", "v2"], await SeenAsync(gateway));
    }

    [Fact]
    public async Task What_a_destination_rule_says_of_instances_is_over_the_configuration()
    {
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", ""));
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api"));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/services")).GetArrayLength() == 1);

        await PutAsync(gateway, "DestinationRule", Subsets);

        var settings = (await gateway.AskAsync("/config")).GetProperty("services").GetProperty("order");
        Assert.Equal("round-robin", settings.GetProperty("balancing").GetProperty("policy").GetString());
        Assert.Equal(7, settings.GetProperty("limits").GetProperty("activeRequests").GetInt32());
        Assert.Equal(3, settings.GetProperty("health").GetProperty("consecutiveFailures").GetInt32());
        Assert.Equal(100, settings.GetProperty("outliers").GetProperty("maxEjectionPercent").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_obeyed_is_said()
    {
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", ""));

        var answer = await PutAsync(gateway, "DestinationRule", Subsets.Replace("{ name: v1, ", "{ name: v1, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }, ", StringComparison.Ordinal));

        Assert.Contains("spec.subsets[0].trafficPolicy.tls.mode", answer, StringComparison.Ordinal);
        Assert.Contains("read and not obeyed", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_request_is_lost_while_subsets_are_renamed()
    {
        await using var gateway = await TestGateway.StartAsync(("Balancing:SlowStart", "0"), ("Policies:Folder", ""));
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api", ("version", "v1")));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);
        await NameAsync("a");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(SendAsync, CancellationToken.None)).ToList();

        for (var round = 0; round < 50; round++)
            await NameAsync(round % 2 == 0 ? "b" : "a");
        await over.CancelAsync();

        Assert.Empty((await Task.WhenAll(clients)).SelectMany(seen => seen));

        async Task NameAsync(string name)
        {
            await PutAsync(gateway, "DestinationRule", Subsets.Replace("name: v1", $"name: {name}", StringComparison.Ordinal));
            await PutAsync(gateway, "VirtualService", Shares(0).Replace("subset: v1", $"subset: {name}", StringComparison.Ordinal));
        }

        async Task<List<HttpStatusCode>> SendAsync()
        {
            var failed = new List<HttpStatusCode>();
            while (!over.IsCancellationRequested)
            {
                using var answer = await gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken);
                if (answer.StatusCode != HttpStatusCode.OK)
                    failed.Add(answer.StatusCode);
            }

            return failed;
        }
    }

    static async Task<string> PutAsync(TestGateway gateway, string kind, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/yaml");
        using var answer = await gateway.Admin.PutAsync(new Uri($"/policies/{kind}/order", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said);
        return said;
    }

    static async Task<IEnumerable<string>> SeenAsync(TestGateway gateway)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var client = 0; client < 40; client++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
            request.Headers.Add("x-modular-key", $"c-{client}");
            using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            seen.Add(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        return seen.Order(StringComparer.Ordinal);
    }
}
