using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Stock;

/// <summary>Many orders for few units, at once.</summary>
public sealed class ContentionTests(TestSystem system) : ShopTests(system)
{
    [Fact]
    public async Task Of_sixty_orders_at_once_for_the_last_25_units_exactly_25_are_confirmed()
    {
        var sku = await Shop.StockAsync(25);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Shop.PlaceFinalAsync(Shop.Order(sku))));

        Assert.Equal(25, receipts.Count(receipt => receipt.Status == OrderStatus.Confirmed));
        Assert.Equal(35, receipts.Count(receipt => receipt.Status == OrderStatus.Rejected));
        Assert.Equal(60, receipts.Select(receipt => receipt.OrderId).Distinct().Count());
        await ShelfIsAsync(sku, onHand: 0);
    }

    [Fact]
    public async Task Orders_that_want_two_items_in_opposite_order_get_both_or_none_and_never_block_each_other()
    {
        var (many, few) = (await Shop.StockAsync(100), await Shop.StockAsync(15));

        var receipts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Shop.PlaceFinalAsync(new(
            "c", i % 2 == 0 ? [new(many, 2), new(few, 1)] : [new(few, 1), new(many, 2)], new("tok_approved")))));

        Assert.Equal(15, receipts.Count(receipt => receipt.Status == OrderStatus.Confirmed));
        await ShelfIsAsync(few, onHand: 0);
        await ShelfIsAsync(many, onHand: 100 - 15 * 2);
    }

    [Fact]
    public async Task Orders_that_are_declined_or_cancelled_meanwhile_give_their_units_to_others_and_the_figures_end_right()
    {
        var sku = await Shop.StockAsync(20);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            var receipt = await Shop.PlaceFinalAsync(Shop.Order(sku, token: i % 3 == 0 ? "tok_declined" : "tok_approved"));
            return i % 5 == 1 && receipt.Status == OrderStatus.Confirmed ? await Shop.CancelAsync(receipt.OrderId) : receipt;
        }));

        var kept = receipts.Count(receipt => receipt.Status == OrderStatus.Confirmed);
        Assert.InRange(kept, 1, 20);
        await ShelfIsAsync(sku, onHand: 20 - kept);
    }

    Task ShelfIsAsync(string sku, int onHand) => Eventually.EqualsAsync(
        (onHand, 0, onHand), async () => await Shop.ItemAsync(sku) is var item ? (item.OnHand, item.Reserved, item.Available) : default);
}
