using System.Net;
using System.Text.Json;
using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Orders;

public sealed class PlacingTests(TestSystem system) : ShopTests(system)
{
    [Fact]
    public async Task An_order_is_accepted_at_once_and_can_be_found_at_its_location()
    {
        var sku = await Shop.StockAsync(1);

        using var response = await Shop.PlaceAsync(Shop.Order(sku));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var receipt = await Shop.ReadAsync<JsonElement>(response);
        Assert.Equal(["orderId", "status"], receipt.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Placed", receipt.GetProperty("status").GetString());
        var id = receipt.GetProperty("orderId").GetGuid();
        Assert.Equal($"/api/orders/{id}", response.Headers.Location?.ToString());
        Assert.Equal(id, (await Shop.GetAsync<OrderView>($"{response.Headers.Location}")).OrderId);
    }

    [Fact]
    public async Task A_client_that_waits_is_told_that_the_order_is_confirmed()
    {
        var sku = await Shop.StockAsync(1);

        using var response = await Shop.PlaceAsync(Shop.Order(sku), ("Prefer", "wait=30"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["wait=30"], response.Headers.GetValues("Preference-Applied"));
        var receipt = await Shop.ReadAsync<OrderReceipt>(response);
        Assert.Equal(new OrderReceipt(receipt.OrderId, OrderStatus.Confirmed), receipt);
    }

    [Fact]
    public async Task An_order_whose_card_is_declined_is_rejected_with_the_reason_and_its_units_are_free_again()
    {
        var sku = await Shop.StockAsync(5);

        var receipt = await Shop.PlaceFinalAsync(Shop.Order(sku, 3, "tok_declined"));

        Assert.Equal(new OrderReceipt(receipt.OrderId, OrderStatus.Rejected, "card declined"), receipt);
        await Eventually.EqualsAsync(0, async () => (await Shop.ItemAsync(sku)).Reserved);
        Assert.Equal(5, (await Shop.ItemAsync(sku)).OnHand);
    }

    [Fact]
    public async Task An_order_for_more_than_there_is_is_rejected_and_names_what_is_missing()
    {
        var sku = await Shop.StockAsync(2);

        var receipt = await Shop.PlaceFinalAsync(Shop.Order(sku, 3));

        Assert.Equal(
            new OrderReceipt(receipt.OrderId, OrderStatus.Rejected, $"Not enough stock. {sku}: 3 wanted, 2 available"), receipt);
    }

    [Fact]
    public async Task A_provider_that_fails_twice_is_asked_a_third_time_and_charges_once()
    {
        var sku = await Shop.StockAsync(1);

        var receipt = await Shop.PlaceFinalAsync(Shop.Order(sku, token: "tok_flaky"));

        Assert.Equal(OrderStatus.Confirmed, receipt.Status);
        Assert.Equal(["charged 3"], await Provider.BookAsync(Running.Database, receipt.OrderId));
    }

    [Fact]
    public async Task A_client_that_waits_less_than_the_provider_takes_is_told_that_the_order_is_placed()
    {
        var sku = await Shop.StockAsync(1);

        using var response = await Shop.PlaceAsync(Shop.Order(sku, token: "tok_slow"), ("Prefer", "wait=1"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var receipt = await Shop.ReadAsync<OrderReceipt>(response);
        Assert.Equal(OrderStatus.Placed, receipt.Status);
        await Eventually.EqualsAsync(OrderStatus.Confirmed, async () => (await Shop.OrderAsync(receipt.OrderId)).Status);
    }

    [Fact]
    public async Task Two_lines_of_one_item_become_one()
    {
        var sku = await Shop.StockAsync(10);

        var receipt = await Shop.PlaceFinalAsync(new("c", [new(sku, 2), new(sku, 3)], new("tok_approved")));

        Assert.Equal(5, Assert.Single((await Shop.OrderAsync(receipt.OrderId)).Lines).Quantity);
        await Eventually.EqualsAsync(5, async () => (await Shop.ItemAsync(sku)).OnHand);
    }
}
