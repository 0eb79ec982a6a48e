using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Orders;

public sealed class DeadlineTests(TestSystem system)
{
    static readonly (string, string) ShortTimeout = ("Modules:Order:Fulfilment:Timeout", "00:00:01");

    [Fact]
    public async Task An_order_whose_time_is_up_is_rejected_even_behind_one_that_cannot_be_ended()
    {
        var log = new CapturedLog();
        var database = await (await system.ServerAsync()).NewDatabaseAsync();
        await using var host = await TestHost.StartAsync(database, log, ShortTimeout);
        var shop = new Shop(host);
        var sku = await shop.StockAsync(5);
        // A saga that cannot be read, as a faulty build could leave it, and whose turn is first.
        var broken = (await shop.PlaceFinalAsync(Shop.Order(sku))).OrderId;
        await Tables.RowsAsync(
            database,
            $$"""
            insert into orders.mt_doc_orderfulfilment (id, data, mt_version, mt_dotnet_type, deadline)
            values ('{{broken}}', '{"id": "{{broken}}", "stage": "Lost"}', 1, 'Modular.Order.Fulfilment.OrderFulfilment', '2020-01-01')
            """);

        var receipt = await shop.PlaceFinalAsync(Shop.Order(sku, 2, "tok_slow"));

        Assert.Equal(OrderStatus.Rejected, receipt.Status);
        Assert.Contains(log.Lines, line => line.Text.StartsWith($"Order {broken} was not settled in time and could not", StringComparison.Ordinal));
        await Eventually.EqualsAsync(0, async () => (await shop.ItemAsync(sku)).Reserved);
    }
}
