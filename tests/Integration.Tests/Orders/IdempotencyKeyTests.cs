using System.Net;
using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Orders;

public sealed class IdempotencyKeyTests(TestSystem system) : ShopTests(system)
{
    [Fact]
    public async Task The_same_request_under_the_same_key_is_answered_with_the_same_order()
    {
        var order = Shop.Order(await Shop.StockAsync(10));
        var key = Shop.Unique("key");

        using var first = await Shop.PlaceAsync(order, ("Idempotency-Key", key));
        using var second = await Shop.PlaceAsync(order, ("Idempotency-Key", key));

        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        Assert.Equal((await Shop.ReadAsync<OrderReceipt>(first)).OrderId, (await Shop.ReadAsync<OrderReceipt>(second)).OrderId);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Single((await OrdersOfAsync(order.CustomerId)).Items);
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_request_is_refused()
    {
        var order = Shop.Order(await Shop.StockAsync(10));
        var key = Shop.Unique("key");
        using var first = await Shop.PlaceAsync(order, ("Idempotency-Key", key));

        using var second = await Shop.PlaceAsync(order with { Lines = [order.Lines[0] with { Quantity = 2 }] }, ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(["Idempotency-Key"], await Problem.FieldsAsync(second));
        Assert.Single((await OrdersOfAsync(order.CustomerId)).Items);
    }

    [Fact]
    public async Task Of_ten_requests_at_once_under_one_key_one_places_and_nine_are_answered_from_it()
    {
        var order = Shop.Order(await Shop.StockAsync(10));
        var key = Shop.Unique("key");

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Shop.PlaceAsync(order, ("Idempotency-Key", key))));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));
        Assert.Equal(9, responses.Count(response => response.Headers.Contains("Idempotency-Replayed")));
        Assert.Single(responses.Select(response => response.Headers.Location).Distinct());
        Assert.Single((await OrdersOfAsync(order.CustomerId)).Items);
    }

    [Fact]
    public async Task A_request_that_was_refused_leaves_its_key_free()
    {
        var sku = await Shop.StockAsync(10);
        var order = Shop.Order(sku);
        var key = Shop.Unique("key");
        using var refused = await Shop.PlaceAsync(order with { Lines = [new(Shop.Unique(), 1)] }, ("Idempotency-Key", key));

        using var placed = await Shop.PlaceAsync(order, ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        Assert.False(placed.Headers.Contains("Idempotency-Replayed"));
    }

    Task<OrderPage> OrdersOfAsync(string customer) => Shop.GetAsync<OrderPage>($"/api/orders?customerId={customer}");
}
