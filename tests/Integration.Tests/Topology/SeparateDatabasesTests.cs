using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Topology;

public sealed class SeparateDatabasesTests(TestSystem system)
{
    [Fact]
    public async Task A_saga_across_databases_ends_and_leaves_nothing_behind_in_any_of_them()
    {
        await using var databases = await SeparateDatabases.CreateAsync(await system.ServerAsync());
        await databases.StartAsync();
        var sku = await databases.Shop.StockAsync(10);

        var confirmed = await databases.Shop.PlaceFinalAsync(Shop.Order(sku, 3));
        var rejected = await databases.Shop.PlaceFinalAsync(Shop.Order(sku, 2, "tok_declined"));

        Assert.Equal(OrderStatus.Confirmed, confirmed.Status);
        Assert.Equal(OrderStatus.Rejected, rejected.Status);
        await Eventually.HoldsAsync(async () => Assert.Empty(await databases.OpenEnvelopesAsync()));
        Assert.Equal((7, 0), await databases.Shop.ItemAsync(sku) is var item ? (item.OnHand, item.Reserved) : default);
        Assert.Equal(["orders"], await databases.SchemasOfAsync("order"));
        Assert.Equal(["inventory"], await databases.SchemasOfAsync("inventory"));
        Assert.Equal(["payment_provider", "payments"], await databases.SchemasOfAsync("payment"));
    }

    [Fact]
    public async Task A_message_to_another_database_wakes_its_receiver()
    {
        await using var databases = await SeparateDatabases.CreateAsync(await system.ServerAsync());
        // Looking alone would take six hops of up to 10 s.
        await databases.StartAsync(("Topology:PostgresqlQueues:PollingInterval", "00:00:10"));
        var sku = await databases.Shop.StockAsync(10);

        using var response = await databases.Shop.PlaceAsync(Shop.Order(sku), ("Prefer", "wait=5"));

        Assert.Equal(OrderStatus.Confirmed, (await Shop.ReadAsync<OrderReceipt>(response)).Status);
    }

    [Theory]
    [InlineData("inventory", "inventory.reserve-stock.v1", "ReserveStock", "StockReserved")]
    // Wolverine knows the store of a message by its handler, and of a batch's messages there is none.
    [InlineData(null, "inventory.commit-stock.v1", "CommitStock[]")]
    public async Task A_restart_across_databases_takes_up_what_is_open_and_nothing_else(string? module, string messageType, params string[] handled)
    {
        await using var databases = await SeparateDatabases.CreateAsync(await system.ServerAsync());
        await databases.StartAsync();
        var sku = await databases.Shop.StockAsync(10);
        await databases.Shop.PlaceFinalAsync(Shop.Order(sku));
        await Eventually.EqualsAsync(9, async () => (await databases.Shop.ItemAsync(sku)).OnHand);

        await databases.StopAsync();
        await databases.LeaveOpenAsync(module, messageType);
        await databases.StartAsync();

        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(handled, databases.Log.Handled.Distinct());
            Assert.Empty(await databases.OpenEnvelopesAsync());
        });
    }
}
