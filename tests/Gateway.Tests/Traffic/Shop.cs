using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Traffic;

/// <summary>A gateway before services that say their name, and documents put by its own API.</summary>
sealed class Shop : IAsyncDisposable
{
    readonly List<Upstream> _services = [];

    Shop(TestGateway gateway) => Gateway = gateway;

    public TestGateway Gateway { get; }

    /// <param name="services">Each with its routes.</param>
    public static Task<Shop> StartAsync(params (string Name, string Routes)[] services) => StartAsync(TimeSpan.Zero, services);

    /// <param name="settleFor">For how long a path that nobody has is one that somebody may still come for.</param>
    /// <param name="services">Each with its routes.</param>
    public static async Task<Shop> StartAsync(TimeSpan settleFor, params (string Name, string Routes)[] services)
    {
        var shop = new Shop(await TestGateway.StartAsync(
            ("Balancing:SlowStart", "0"), ("Policies:Folder", ""), ("Discovery:RouteInterval", "0"), ("Discovery:SettleFor", $"{settleFor}")));
        foreach (var (name, routes) in services)
            await shop.AddAsync(name, routes);
        return shop;
    }

    public async Task AddAsync(string name, string routes)
    {
        var service = await Upstream.StartAsync(context => context.Response.WriteAsync($"{name} {context.Request.Path}"));
        _services.Add(service);
        Gateway.Registry.Tell(name, service.Instance(name, routes));
        await Eventually.SoAsync(async () =>
            (await Gateway.AskAsync("/services")).EnumerateArray().Any(known => known.GetProperty("name").GetString() == name
            // Without a route, nobody asks yet whether it is well.
            && (routes.Length == 0 || known.GetProperty("available").GetInt32() == 1)));
    }

    /// <summary>Puts a document, which must be obeyed in full.</summary>
    public async Task PutAsync(string name, string hosts, string http) => await PutAsync(name,
        $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: {{name}} }
        spec: { hosts: [{{hosts}}], http: {{http}} }
        """);

    /// <inheritdoc cref="PutAsync(string, string, string)"/>
    public async Task PutAsync(string name, string document)
    {
        using var content = new StringContent(document, Encoding.UTF8, "application/yaml");
        using var answer = await Gateway.Admin.PutAsync(new Uri($"/policies/VirtualService/{name}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, said);
        Assert.DoesNotContain("not obeyed", said, StringComparison.Ordinal);
    }

    public async Task DeleteAsync(string name)
    {
        using var answer = await Gateway.Admin.DeleteAsync(new Uri($"/policies/VirtualService/{name}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string host, string path)
    {
        using var answer = await SendAsync(host, path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<HttpResponseMessage> SendAsync(string host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Host = host;
        return await Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until a request is answered so: a new host is routed within an interval of the route table.</summary>
    public async Task EventuallyAsync(string host, string path, string text)
    {
        var last = "";
        await Eventually.SoAsync(async () => (last = (await GetAsync(host, path)).Text) == text, () => $"{host}{path} answers {last}, not {text}");
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var service in _services)
            await service.DisposeAsync();
    }
}
