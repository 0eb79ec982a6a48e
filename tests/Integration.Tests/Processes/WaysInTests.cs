using System.Net;
using System.Text.Json;
using Modular.Integration.Tests.Hosting;

namespace Modular.Integration.Tests.Processes;

public sealed class WaysInTests(TestSystem system) : ShopTests(system)
{
    [Fact]
    public async Task The_root_names_every_way_in_and_each_leads_somewhere()
    {
        var index = await Shop.GetAsync<JsonElement>("/");

        Assert.Equal("Modular", index.GetProperty("name").GetString());
        var links = index.GetProperty("links").EnumerateObject().ToDictionary(link => link.Name, link => link.Value.GetString()!, StringComparer.Ordinal);
        Assert.Equal(
            ["documentation", "inventory", "live", "metrics", "openapi", "orders", "payments", "ready"],
            links.Keys.Order(StringComparer.Ordinal));
        foreach (var path in links.Values.Where(path => !path.Contains('{')))
        {
            using var response = await Shop.RequestAsync(HttpMethod.Get, path);
            // The documentation is a folder.
            using var page = response.StatusCode == HttpStatusCode.Found ? await Shop.RequestAsync(HttpMethod.Get, $"{path}/") : response;
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
    }

    [Fact]
    public async Task The_documentation_names_every_path_of_the_api()
    {
        var document = await Shop.GetAsync<JsonElement>("/openapi/v1.json");

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "/api/inventory get post",
                "/api/inventory/{sku} get",
                "/api/inventory/{sku}/adjustments post",
                "/api/inventory/{sku}/price put",
                "/api/inventory/{sku}/receipts post",
                "/api/orders get post",
                "/api/orders/{id} get",
                "/api/orders/{id}/cancel post",
                "/api/orders/{id}/events get",
                "/api/payments/{orderId} get",
            ],
            document.GetProperty("paths").EnumerateObject().Select(Methods).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_process_that_runs_says_that_it_lives_and_is_ready()
    {
        var live = await Shop.GetAsync<JsonElement>("/health/live");
        var ready = await Shop.GetAsync<JsonElement>("/health/ready");

        Assert.Equal("""{"status":"healthy"}""", live.GetRawText());
        Assert.Equal("healthy", ready.GetProperty("status").GetString());
        Assert.Equal(
            ["catalogue healthy", "inventory healthy", "message-store healthy", "order healthy", "payment healthy"],
            ready.GetProperty("checks").EnumerateArray()
                .Select(check => $"{check.GetProperty("name")} {check.GetProperty("status")}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("http_server_request_duration")]
    [InlineData("wolverine_execution_time")]
    [InlineData("wolverine_messages_succeeded")]
    [InlineData("process_")]
    public async Task The_metrics_have_the_series(string series)
    {
        await Shop.PlaceFinalAsync(Shop.Order(await Shop.StockAsync(1)));

        var page = await Shop.TextAsync("/metrics");

        Assert.Contains(page.Split('\n'), line => line.StartsWith("# TYPE ", StringComparison.Ordinal) && line.Contains(series, StringComparison.Ordinal));
    }

    static string Methods(JsonProperty path) =>
        string.Join(' ', path.Value.EnumerateObject().Select(method => method.Name).Order(StringComparer.Ordinal).Prepend(path.Name));
}
