using System.Net;
using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;
using Modular.Payment.Contracts;

namespace Modular.Integration.Tests.Orders;

public sealed class CancellingTests(TestSystem system) : ShopTests(system)
{
    const string Reason = "Cancelled by the customer.";

    [Fact]
    public async Task Cancelling_a_confirmed_order_gives_back_the_money_and_the_goods()
    {
        var sku = await Shop.StockAsync(10);
        var id = (await Shop.PlaceFinalAsync(Shop.Order(sku, 4))).OrderId;
        await Eventually.EqualsAsync(6, async () => (await Shop.ItemAsync(sku)).OnHand);

        var receipt = await Shop.CancelAsync(id);

        Assert.Equal(new OrderReceipt(id, OrderStatus.Cancelled, Reason), receipt);
        await Eventually.EqualsAsync((10, 0), async () => await Shop.ItemAsync(sku) is var item ? (item.OnHand, item.Reserved) : default);
        await Eventually.EqualsAsync(PaymentStatus.Refunded, async () => (await Shop.PaymentAsync(id)).Status);
        Assert.Equal(["refunded 1"], await Provider.BookAsync(Running.Database, id));
    }

    [Fact]
    public async Task An_order_that_is_cancelled_while_it_is_paid_for_stays_cancelled_and_is_not_charged()
    {
        var sku = await Shop.StockAsync(10);
        using var placed = await Shop.PlaceAsync(Shop.Order(sku, 4, "tok_slow"));
        var id = (await Shop.ReadAsync<OrderReceipt>(placed)).OrderId;
        await Eventually.EqualsAsync(4, async () => (await Shop.ItemAsync(sku)).Reserved);

        var receipt = await Shop.CancelAsync(id);

        Assert.Equal(OrderStatus.Cancelled, receipt.Status);
        await Eventually.EqualsAsync((10, 0), async () => await Shop.ItemAsync(sku) is var item ? (item.OnHand, item.Reserved) : default);
        // The slow attempt reaches the book last, and finds the payment called off.
        await Eventually.EqualsAsync(["voided 1"], () => Provider.BookAsync(Running.Database, id));
        Assert.Equal(PaymentStatus.Voided, (await Shop.PaymentAsync(id)).Status);
        Assert.Equal(OrderStatus.Cancelled, (await Shop.OrderAsync(id)).Status);
    }

    [Fact]
    public async Task Cancelling_twice_is_the_same_as_cancelling_once()
    {
        var sku = await Shop.StockAsync(10);
        var id = (await Shop.PlaceFinalAsync(Shop.Order(sku))).OrderId;

        var first = await Shop.CancelAsync(id);
        var second = await Shop.CancelAsync(id);

        Assert.Equal(first, second);
        Assert.Equal(3, (await Shop.OrderAsync(id)).Version);
    }

    [Fact]
    public async Task A_rejected_order_cannot_be_cancelled()
    {
        var id = (await Shop.PlaceFinalAsync(Shop.Order(await Shop.StockAsync(1), token: "tok_declined"))).OrderId;

        using var response = await Shop.RequestAsync(HttpMethod.Post, $"/api/orders/{id}/cancel");

        Assert.Contains("was rejected: card declined", (await Problem.OfAsync(response, HttpStatusCode.Conflict)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
