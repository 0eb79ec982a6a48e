using System.Net;
using System.Net.Http.Json;
using System.Text;
using Modular.Integration.Tests.Hosting;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Stock;

public sealed class StockingTests(TestSystem system) : ShopTests(system)
{
    [Fact]
    public async Task A_new_item_is_listed_with_nothing_on_hand_and_listing_it_again_changes_nothing()
    {
        var item = new ListItemRequest(Shop.Unique(), "A cup", new Money(4.50m, "EUR"));

        using var first = await PostAsync("", item);
        using var second = await PostAsync("", item);
        using var other = await PostAsync("", item with { Name = "A mug" });

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal($"/api/inventory/{item.Sku}", first.Headers.Location?.ToString());
        Assert.Equal(new StockItemView(item.Sku, "A cup", item.UnitPrice, 0, 0, 0), await Shop.ReadAsync<StockItemView>(first));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        await Problem.OfAsync(other, HttpStatusCode.Conflict);
        Assert.Contains(item.Sku, (await Shop.GetAsync<IReadOnlyList<StockItemView>>("/api/inventory")).Select(listed => listed.Sku));
    }

    [Fact]
    public async Task Receipts_and_adjustments_add_up()
    {
        var sku = await Shop.StockAsync(7);

        await Shop.SendAsync(HttpMethod.Post, $"/api/inventory/{sku}/receipts", new ReceiveStockRequest(5));
        await Shop.SendAsync(HttpMethod.Post, $"/api/inventory/{sku}/adjustments", new AdjustStockRequest(-3, "broken"));
        await Shop.SendAsync(HttpMethod.Post, $"/api/inventory/{sku}/adjustments", new AdjustStockRequest(1, "found"));

        Assert.Equal(10, (await Shop.ItemAsync(sku)).OnHand);
    }

    [Fact]
    public async Task Reserved_units_cannot_be_adjusted_away()
    {
        var sku = await Shop.StockAsync(10);
        using var placed = await Shop.PlaceAsync(Shop.Order(sku, 4, "tok_slow"));
        await Eventually.EqualsAsync(4, async () => (await Shop.ItemAsync(sku)).Reserved);

        using var tooMany = await PostAsync($"/{sku}/adjustments", new AdjustStockRequest(-7, "lost"));

        await Problem.OfAsync(tooMany, HttpStatusCode.Conflict);
        await Shop.SendAsync(HttpMethod.Post, $"/api/inventory/{sku}/adjustments", new AdjustStockRequest(-6, "lost"));
        Assert.Equal((4, 0), await Shop.ItemAsync(sku) is var item ? (item.OnHand, item.Available) : default);
    }

    [Fact]
    public async Task A_new_price_holds_for_the_next_order_and_not_for_earlier_ones()
    {
        var sku = await Shop.StockAsync(100, price: 10m);
        var earlier = (await Shop.PlaceFinalAsync(Shop.Order(sku))).OrderId;

        await Shop.SendAsync(HttpMethod.Put, $"/api/inventory/{sku}/price", new ChangePriceRequest(new Money(12.50m, "EUR")));

        // The Order module has a copy of the catalogue, which follows.
        await Eventually.EqualsAsync(25m, async () => (await PlaceAndShowAsync(sku, 2)).Total.Amount);
        Assert.Equal(10m, (await Shop.OrderAsync(earlier)).Total.Amount);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/receipts", """{"quantity":1}""")]
    [InlineData("POST", "/adjustments", """{"quantity":1,"reason":"found"}""")]
    [InlineData("PUT", "/price", """{"unitPrice":{"amount":1,"currency":"EUR"}}""")]
    public async Task An_unknown_item_is_not_found(string method, string what, string? body = null)
    {
        using var response = await RequestAsync(method, $"/api/inventory/{Shop.Unique()}{what}", body);

        await Problem.OfAsync(response, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("POST", "", """{"sku":"","name":"n","unitPrice":{"amount":1,"currency":"EUR"}}""", "sku")]
    [InlineData("POST", "", """{"sku":"s","name":"","unitPrice":{"amount":1,"currency":"EUR"}}""", "name")]
    [InlineData("POST", "", """{"sku":"s","name":"n"}""", "unitPrice")]
    [InlineData("POST", "", "null", "sku", "name", "unitPrice")]
    [InlineData("POST", "/SKU-1/receipts", "null", "quantity")]
    [InlineData("POST", "/SKU-1/adjustments", "null", "quantity", "reason")]
    [InlineData("PUT", "/SKU-1/price", "null", "unitPrice")]
    [InlineData("POST", "/SKU-1/receipts", """{"quantity":0}""", "quantity")]
    [InlineData("POST", "/SKU-1/receipts", """{"quantity":1000001}""", "quantity")]
    [InlineData("POST", "/SKU-1/adjustments", """{"quantity":0,"reason":"r"}""", "quantity")]
    [InlineData("POST", "/SKU-1/adjustments", """{"quantity":1,"reason":""}""", "reason")]
    [InlineData("PUT", "/SKU-1/price", """{"unitPrice":{"amount":-1,"currency":"EUR"}}""", "unitPrice")]
    public async Task Every_wrong_field_is_named(string method, string what, string body, params string[] fields)
    {
        using var response = await RequestAsync(method, $"/api/inventory{what}", body);

        Assert.Equal(fields, await Problem.FieldsAsync(response));
    }

    [Theory]
    [InlineData("""{"unitPrice":{"amount":1,"currency":"GOLD"}}""")]
    [InlineData("""{"unitPrice":{"amount":1.001,"currency":"EUR"}}""")]
    public async Task Money_that_does_not_exist_is_a_bad_request(string body)
    {
        using var response = await RequestAsync("PUT", "/api/inventory/SKU-1/price", body);

        await Problem.OfAsync(response, HttpStatusCode.BadRequest);
    }

    async Task<OrderView> PlaceAndShowAsync(string sku, int quantity)
    {
        using var placed = await Shop.PlaceAsync(Shop.Order(sku, quantity));
        return await Shop.OrderAsync((await Shop.ReadAsync<OrderReceipt>(placed)).OrderId);
    }

    Task<HttpResponseMessage> PostAsync(string what, object body) =>
        Shop.RequestAsync(HttpMethod.Post, $"/api/inventory{what}", JsonContent.Create(body, body.GetType(), options: Shop.Json));

    Task<HttpResponseMessage> RequestAsync(string method, string path, string? body) =>
        Shop.RequestAsync(new HttpMethod(method), path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));
}
