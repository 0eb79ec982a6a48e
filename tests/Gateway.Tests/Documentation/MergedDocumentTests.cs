using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Documentation;

namespace Modular.Gateway.Tests.Documentation;

public sealed class MergedDocumentTests
{
    [Fact]
    public async Task The_documents_of_two_services_are_together_byte_for_byte_that_of_one_process_with_both()
    {
        await using var whole = await ServiceAsync("order", "inventory");
        await using var order = await ServiceAsync("order");
        await using var inventory = await ServiceAsync("inventory");
        await using var gateway = await TestGateway.StartAsync();
        Register(gateway, "order", order);
        Register(gateway, "inventory", inventory);
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() == 2);

        using var direct = new HttpClient { BaseAddress = new(whole.Urls.Single()) };
        foreach (var path in new[] { "/openapi/v1.json", "/", "/scalar/" })
        {
            using var one = await direct.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            using var many = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(one.Content.Headers.ContentType, many.Content.Headers.ContentType);
            Assert.Equal(
                await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await many.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_process_with_several_services_gives_each_its_own_paths()
    {
        await using var both = await ServiceAsync("order", "inventory");
        await using var gateway = await TestGateway.StartAsync();
        Register(gateway, "order", both);

        await gateway.EventuallyAsync("/api/order", HttpStatusCode.OK);
        var document = JsonNode.Parse(await gateway.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;

        Assert.Equal(["/api/order", "/api/order/{id}"], document["paths"]!.AsObject().Select(path => path.Key));
        Assert.Equal(["OrderView", "ProblemDetails", "Shared"], document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));
    }

    [Fact]
    public async Task A_service_that_comes_or_cannot_be_asked_changes_nothing_for_the_others()
    {
        await using var order = await ServiceAsync("order");
        await using var gateway = await TestGateway.StartAsync();
        await using var broken = await Upstream.StartAsync(context => context.Response.WriteAsync("no json"));
        gateway.Registry.Tell("broken", broken.Instance("broken", "/api/broken", ("openapi", "/doc")));
        await gateway.EventuallyAsync("/api/broken", HttpStatusCode.OK);
        Assert.Empty(await PathsAsync());

        Register(gateway, "order", order);
        await gateway.EventuallyAsync("/api/order", HttpStatusCode.OK);

        Assert.Equal(["/api/order", "/api/order/{id}"], await PathsAsync());

        async Task<IEnumerable<string>> PathsAsync() =>
            JsonNode.Parse(await gateway.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!["paths"]!
                .AsObject().Select(path => path.Key);
    }

    [Fact]
    public async Task A_service_that_registers_the_root_has_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var web = await Upstream.StartAsync(context => context.Response.WriteAsync($"web {context.Request.Path}"));
        Assert.StartsWith("{", await GetAsync("/"), StringComparison.Ordinal);

        gateway.Registry.Tell("web", web.Instance("web", "/"));
        await Eventually.SoAsync(async () => await GetAsync("/") == "web /");

        // What others watch the gateway by stays its own.
        Assert.StartsWith("{\"status\":\"healthy\"", await GetAsync("/health/live"), StringComparison.Ordinal);

        async Task<string> GetAsync(string path) => await gateway.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_gateways_own_pages_are_no_services()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var foreign = await Upstream.StartAsync(context => context.Response.WriteAsync("foreign"));

        gateway.Registry.Tell("foreign", foreign.Instance("foreign", "/,/health,/metrics,/openapi,/scalar"));
        await Eventually.SoAsync(async () => await GetAsync("/") == "foreign");

        Assert.StartsWith("{\"status\":\"healthy\"", await GetAsync("/health/live"), StringComparison.Ordinal);
        Assert.StartsWith("{", await GetAsync("/openapi/v1.json"), StringComparison.Ordinal);
        Assert.Contains("scalar", await GetAsync("/scalar/"), StringComparison.Ordinal);
        Assert.NotEqual("foreign", await GetAsync("/metrics"));
        Assert.Equal("foreign", await GetAsync("/healthy"));
        var conflicts = (await gateway.AskAsync("/routes")).GetProperty("conflicts").EnumerateArray().ToList();
        Assert.Equal(["/health", "/metrics", "/openapi", "/scalar"], conflicts.Select(conflict => conflict.GetProperty("route").GetString()));
        Assert.All(conflicts, conflict => Assert.Equal("gateway", conflict.GetProperty("winner").GetString()));

        async Task<string> GetAsync(string path) => await gateway.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    static void Register(TestGateway gateway, string service, WebApplication app) => gateway.Registry.Tell(
        service,
        new ServiceInstance($"{service}-1", service, new(app.Urls.Single()), new ServiceMetadata([new("routes", $"/api/{service}"), new("openapi", "/openapi/v1.json"), new("health", "/health")])));

    static async Task<WebApplication> ServiceAsync(params string[] services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddDocumentation("Shop", "Orders and stock.");
        var app = builder.Build();
        app.MapGet("/health", () => "ok").ExcludeFromDescription();
        foreach (var service in services)
        {
            if (service == "order")
            {
                app.MapGet("/api/order", (int? limit) => new List<OrderView>()).WithTags(service);
                app.MapGet("/api/order/{id}", (string id) => new OrderView(id, new(1))).WithTags(service).ProducesProblem(404);
            }
            else
            {
                app.MapPost("/api/inventory", (StockView stock) => stock).WithTags(service).ProducesValidationProblem();
                app.MapGet("/api/inventory", () => new List<StockView>()).WithTags(service).ProducesProblem(500);
            }
        }

        app.MapDocumentation();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    sealed record OrderView(string Id, Shared Shared);

    sealed record StockView(string Sku, int Quantity, Shared Shared);

    sealed record Shared(decimal Amount);
}
