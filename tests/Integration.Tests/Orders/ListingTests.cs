using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Orders;

public sealed class ListingTests(TestSystem system) : ShopTests(system)
{
    [Fact]
    public async Task The_orders_of_a_customer_are_listed_newest_first()
    {
        var customer = Shop.Unique("customer");
        var placed = await PlaceAsync(customer, "tok_approved", "tok_declined", "tok_approved");

        var page = await PageAsync($"customerId={customer}");

        Assert.Equal(placed.Reverse(), page.Items.Select(order => order.OrderId));
        Assert.Null(page.NextCursor);
        Assert.Equal(
            [OrderStatus.Confirmed, OrderStatus.Rejected, OrderStatus.Confirmed], page.Items.Select(order => order.Status));
        Assert.All(page.Items, order => Assert.Equal((customer, 1, 10m), (order.CustomerId, order.Units, order.Total.Amount)));
    }

    [Theory]
    [InlineData("Confirmed", 2)]
    [InlineData("rejected", 1)]
    [InlineData("Placed", 0)]
    public async Task A_list_can_be_narrowed_to_a_status(string status, int expected)
    {
        var customer = Shop.Unique("customer");
        await PlaceAsync(customer, "tok_approved", "tok_declined", "tok_approved");

        Assert.Equal(expected, (await PageAsync($"customerId={customer}&status={status}")).Items.Count);
    }

    [Fact]
    public async Task Paging_neither_repeats_nor_skips_while_new_orders_come_in()
    {
        var customer = Shop.Unique("customer");
        var placed = await PlaceAsync(customer, "tok_approved", "tok_approved", "tok_approved", "tok_approved", "tok_approved");

        var seen = new List<Guid>();
        var sizes = new List<int>();
        string? cursor = null;
        do
        {
            var page = await PageAsync($"customerId={customer}&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Items.Select(order => order.OrderId));
            sizes.Add(page.Items.Count);
            cursor = page.NextCursor;
            await PlaceAsync(customer, "tok_approved");
        }
        while (cursor is not null);

        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(placed.Reverse(), seen);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("status=Lost", "status")]
    [InlineData("cursor=yesterday", "cursor")]
    public async Task A_wrong_parameter_is_named(string query, string field)
    {
        using var response = await Shop.RequestAsync(HttpMethod.Get, $"/api/orders?{query}");

        Assert.Equal([field], await Problem.FieldsAsync(response));
    }

    Task<OrderPage> PageAsync(string query) => Shop.GetAsync<OrderPage>($"/api/orders?{query}");

    async Task<IReadOnlyList<Guid>> PlaceAsync(string customer, params string[] tokens)
    {
        var sku = await Shop.StockAsync(tokens.Length);
        var placed = new List<Guid>();
        foreach (var token in tokens)
            placed.Add((await Shop.PlaceFinalAsync(Shop.Order(sku, token: token, customer: customer))).OrderId);
        return placed;
    }
}
