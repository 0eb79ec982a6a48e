using Modular.Host.Topology;
using Modular.Integration.Tests.Hosting;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Modular.Order.Contracts;
using Modular.Payment.Contracts;

namespace Modular.Integration.Tests.Messages;

/// <summary>Every message may come twice, and when all is over: it changes nothing, here or at the payment provider.</summary>
public sealed class RedeliveryTests(TestSystem system) : ShopTests(system)
{
    static readonly IReadOnlyList<Type> Types = [.. ModuleTopology.Modules.SelectMany(module => module.Accepts)];

    public static TheoryData<string> Accepted { get; } = [.. Types.Select(type => type.Name)];

    Mail Mail => new(Host, Running.Database);

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_message_that_comes_again_changes_nothing(string message)
    {
        var life = await LiveAsync();
        var before = await StateAsync(life);

        foreach (var again in life.Messages(Types.Single(type => type.Name == message)))
        {
            await Mail.SendAsync(again);
            await Mail.SendAsync(again);
        }

        await SettleAsync(life);
        Assert.Equal(before, await StateAsync(life));
    }

    [Fact]
    public async Task A_release_that_overtakes_its_reservation_forbids_it()
    {
        var sku = await Shop.StockAsync(5);
        var order = NewId.From(TimeProvider.System);

        await Mail.SendAsync(new ReleaseStock(order));
        await Mail.DoneAsync(order);
        await Mail.SendAsync(new ReserveStock(order, [new StockLine(sku, 2)]));
        await Mail.DoneAsync(order);

        Assert.Equal((5, 0), await Shop.ItemAsync(sku) is var item ? (item.OnHand, item.Reserved) : default);
    }

    [Fact]
    public async Task A_refund_that_overtakes_its_capture_forbids_it()
    {
        var order = NewId.From(TimeProvider.System);

        await Mail.SendAsync(new RefundPayment(order, order, "too late"));
        await Mail.DoneAsync(order);
        await Mail.SendAsync(new CapturePayment(order, order, new Money(9m, "EUR"), "tok_approved"));
        await Mail.DoneAsync(order);

        Assert.Equal(PaymentStatus.Voided, (await Shop.PaymentAsync(order)).Status);
        Assert.Equal(["voided 0"], await Provider.BookAsync(Running.Database, order));
    }

    async Task<Life> LiveAsync()
    {
        var sku = await Shop.StockAsync(100);
        // So that the item has a second version, which the first must not undo.
        await Shop.SendAsync(HttpMethod.Put, $"/api/inventory/{sku}/price", new ChangePriceRequest(new Money(12m, "EUR")));
        var cancelled = await Shop.PlaceFinalAsync(Shop.Order(sku, 4));
        await Shop.CancelAsync(cancelled.OrderId);
        var life = new Life(
            sku,
            await OrderAsync(await Shop.PlaceFinalAsync(Shop.Order(sku, 2))),
            await OrderAsync(await Shop.PlaceFinalAsync(Shop.Order(sku, 3, "tok_declined"))),
            await OrderAsync(await Shop.PlaceFinalAsync(Shop.Order(sku, 1_000))),
            await OrderAsync(cancelled));
        await SettleAsync(life);
        return life;
    }

    Task<OrderView> OrderAsync(OrderReceipt receipt) => Shop.OrderAsync(receipt.OrderId);

    async Task SettleAsync(Life life)
    {
        await Mail.DoneAsync(life.Sku);
        await Mail.DoneAsync("inventory.seed-catalogue.v1");
        foreach (var order in life.Orders)
            await Mail.DoneAsync(order.OrderId);
    }

    /// <summary>All that anybody can see: stock, copies, orders and their trails, payments, the provider's book, open sagas.</summary>
    async Task<string> StateAsync(Life life)
    {
        var seen = new List<string> { await Shop.TextAsync($"/api/inventory/{life.Sku}") };
        seen.AddRange(await LookAsync($"select data from orders.mt_doc_catalogueitem where id = '{life.Sku}'"));
        seen.AddRange(await LookAsync("select 'seeded items', count(*) from inventory.mt_streams where id ~ '^SKU-[0-9]+$'"));
        foreach (var order in life.Orders)
        {
            seen.Add(await Shop.TextAsync($"/api/orders/{order.OrderId}"));
            seen.Add(await Shop.TextAsync($"/api/orders/{order.OrderId}/events"));
            seen.AddRange(await LookAsync($"select type, data from payments.mt_events where stream_id = '{order.OrderId}' order by version"));
            seen.AddRange(await LookAsync($"select 'a saga', id from orders.mt_doc_orderfulfilment where id = '{order.OrderId}'"));
            seen.AddRange(await Provider.BookAsync(Running.Database, order.OrderId));
        }

        return string.Join('\n', seen);
    }

    Task<IReadOnlyList<string>> LookAsync(string sql) => Tables.RowsAsync(Running.Database, sql);
}
