using System.Net;
using System.Text.Json;
using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Orders;

public sealed class ReadingTests(TestSystem system) : ShopTests(system)
{
    [Fact]
    public async Task An_order_is_shown_in_full()
    {
        var sku = await Shop.StockAsync(3, price: 2.49m);
        var id = (await Shop.PlaceFinalAsync(Shop.Order(sku, 3, customer: "c-42"))).OrderId;

        var order = await Shop.GetAsync<JsonElement>($"/api/orders/{id}");

        var at = order.GetProperty("placedAt").GetDateTimeOffset();
        var updated = order.GetProperty("updatedAt").GetDateTimeOffset();
        Assert.True(updated > at);
        Assert.Equal(
            $$$"""
            {"orderId":"{{{id}}}","customerId":"c-42","status":"Confirmed","total":{"amount":7.47,"currency":"EUR"},
            "lines":[{"sku":"{{{sku}}}","name":"Name of {{{sku}}}","quantity":3,"unitPrice":{"amount":2.49,"currency":"EUR"}}],
            "version":2,"placedAt":{{{order.GetProperty("placedAt").GetRawText()}}},"updatedAt":{{{order.GetProperty("updatedAt").GetRawText()}}}}
            """.ReplaceLineEndings(""),
            order.GetRawText());
    }

    [Fact]
    public async Task An_earlier_version_of_an_order_can_be_seen()
    {
        var id = (await Shop.PlaceFinalAsync(Shop.Order(await Shop.StockAsync(1)))).OrderId;

        Assert.Equal((OrderStatus.Placed, 1), await StateAsync($"/api/orders/{id}?version=1"));
        Assert.Equal((OrderStatus.Confirmed, 2), await StateAsync($"/api/orders/{id}?version=2"));
        using var third = await Shop.RequestAsync(HttpMethod.Get, $"/api/orders/{id}?version=3");
        Assert.Contains("2 versions", (await Problem.OfAsync(third, HttpStatusCode.NotFound)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_trail_names_every_event_of_an_order()
    {
        var id = (await Shop.PlaceFinalAsync(Shop.Order(await Shop.StockAsync(1)))).OrderId;
        await Shop.CancelAsync(id);

        var trail = await Shop.GetAsync<IReadOnlyList<OrderEventView>>($"/api/orders/{id}/events");

        Assert.Equal([(1, "order.placed.v1"), (2, "order.confirmed.v1"), (3, "order.cancelled.v1")], trail.Select(e => (e.Version, e.Type)));
        Assert.All(trail, e => Assert.Equal(id, ((JsonElement)e.Data).GetProperty("orderId").GetGuid()));
        Assert.Equal(trail.Select(e => e.At).Order(), trail.Select(e => e.At));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/events")]
    [InlineData("/cancel")]
    public async Task An_unknown_order_is_not_found(string what)
    {
        var method = what == "/cancel" ? HttpMethod.Post : HttpMethod.Get;

        using var response = await Shop.RequestAsync(method, $"/api/orders/{Guid.Empty}{what}");

        await Problem.OfAsync(response, HttpStatusCode.NotFound);
    }

    async Task<(OrderStatus, int)> StateAsync(string path) =>
        await Shop.GetAsync<OrderView>(path) is var order ? (order.Status, order.Version) : default;
}
