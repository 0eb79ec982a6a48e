using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Measuring;

/// <summary>A gateway and a service `order` of two versions: v1 answers, v2 fails.</summary>
sealed class MeasuredOrder : IAsyncDisposable
{
    static readonly (string, string)[] Settings =
    [
        ("Health:Active", "false"), ("Health:ConsecutiveFailures", "0"), ("Balancing:Policy", "round-robin"), ("Balancing:SlowStart", "0"), ("Policies:Folder", ""),
        ("Discovery:HoldRemovalFor", "0"),
    ];

    MeasuredOrder(TestGateway gateway, Upstream first, Upstream second) => (Gateway, First, Second) = (gateway, first, second);

    public TestGateway Gateway { get; }

    /// <summary>Of version v1.</summary>
    public Upstream First { get; }

    /// <summary>Of version v2.</summary>
    public Upstream Second { get; }

    public string FirstId => First.Instance("order", "/api").Id;

    public string SecondId => Second.Instance("order", "/api").Id;

    public static async Task<MeasuredOrder> StartAsync(params (string, string)[] settings)
    {
        var order = new MeasuredOrder(
            await TestGateway.StartAsync([.. settings.UnionBy(Settings, setting => setting.Item1, StringComparer.Ordinal)]),
            await Upstream.StartAsync(),
            await Upstream.StartAsync(context =>
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return Task.CompletedTask;
            }));
        order.Register(order.First.Instance("order", "/api", ("version", "v1")), order.Second.Instance("order", "/api", ("version", "v2")));
        await Eventually.SoAsync(async () =>
            (await order.Gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == 2)
            && (await order.Gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);
        return order;
    }

    public void Register(params ServiceDefaults.Discovery.ServiceInstance[] instances) => Gateway.Registry.Tell("order", instances);

    /// <summary>Sends everything to one subset, with a number of retries.</summary>
    public async Task RouteAsync(string subset, int retries = 0)
    {
        await PutAsync("DestinationRule", """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: { name: order }
            spec:
              host: order
              subsets:
              - { name: first, labels: { version: v1 } }
              - { name: second, labels: { version: v2 } }
            """);
        await PutAsync("VirtualService", $$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: { name: order }
            spec:
              hosts: [order]
              http:
              - name: all
                route:
                - destination: { host: order, subset: second }
                  weight: {{(subset == "second" ? 100 : 0)}}
                - destination: { host: order, subset: first }
                  weight: {{(subset == "first" ? 100 : 0)}}
                retries: { attempts: {{retries}}{{(retries == 0 ? "" : ", retryOn: 5xx")}} }
            """);
    }

    public async Task<HttpStatusCode> GetAsync(string path = "/api")
    {
        using var answer = await Gateway.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>The page, once it shows something: a request is counted when it has ended, which its client may know before.</summary>
    public async Task<IReadOnlyList<Series>> PageAsync(Func<IReadOnlyList<Series>, bool> shows)
    {
        IReadOnlyList<Series> page = [];
        await Eventually.SoAsync(
            async () => shows(page = await Series.ReadAsync(Gateway)),
            () => string.Join('\n', page.Where(series => series.Labels.GetValueOrDefault("service") == "order")
                .Select(series => $"{series.Name} {string.Join(',', series.Labels)} {series.Value}")));
        return page;
    }

    public async Task DeleteAsync(string path)
    {
        using var answer = await Gateway.Admin.DeleteAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    async Task PutAsync(string kind, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/yaml");
        using var answer = await Gateway.Admin.PutAsync(new Uri($"/policies/{kind}/order", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
