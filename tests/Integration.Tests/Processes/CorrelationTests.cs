using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Processes;

public sealed class CorrelationTests(TestSystem system) : ShopTests(system)
{
    const string Header = "X-Correlation-Id";

    [Fact]
    public async Task The_id_of_a_request_is_returned_and_is_on_the_log_of_every_step_of_its_order()
    {
        var sku = await Shop.StockAsync(1);
        var id = Shop.Unique("correlation");

        using var response = await Shop.PlaceAsync(Shop.Order(sku), (Header, id), ("Prefer", "wait=30"));

        Assert.Equal([id], response.Headers.GetValues(Header));
        await Eventually.HoldsAsync(() =>
        {
            var steps = Running.Log.Lines.Where(line => line.CorrelationId == id).Select(line => line.Category.Split('.')[^1]).ToHashSet();
            Assert.Superset(new HashSet<string> { "ReserveStock", "StockReserved", "CapturePayment", "PaymentCaptured" }, steps);
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not one id")]
    public async Task A_request_without_a_usable_id_gets_one(string? given)
    {
        using var response = await Shop.RequestAsync(HttpMethod.Get, "/api/orders?limit=1", null, given is null ? [] : [(Header, given)]);

        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(response.Headers.GetValues(Header)));
    }

    [Fact]
    public async Task The_id_is_kept_with_the_messages_of_an_order()
    {
        var id = Shop.Unique("correlation");

        using var response = await Shop.PlaceAsync(Shop.Order(await Shop.StockAsync(1)), (Header, id), ("Prefer", "wait=30"));

        var order = (await Shop.ReadAsync<OrderReceipt>(response)).OrderId;
        Assert.Equal(
            ["inventory.reserve-stock.v1", "inventory.stock-reserved.v1", "payment.capture-payment.v1", "payment.payment-captured.v1"],
            (await Tables.RowsAsync(
                Running.Database,
                $"""
                select message_type from wolverine.wolverine_incoming_envelopes
                where position(convert_to('{id}', 'UTF8') in body) > 0 and position(convert_to('{order}', 'UTF8') in body) > 0
                    and message_type <> 'inventory.commit-stock.v1'
                """)).Order(StringComparer.Ordinal));
    }
}
