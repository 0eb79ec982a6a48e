using System.Net;
using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Processes;

public sealed class DatabaseOutageTests
{
    [Fact]
    public async Task While_the_database_is_away_the_process_lives_and_says_so_and_afterwards_every_accepted_order_becomes_final()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = await TestHost.StartAsync(await server.NewDatabaseAsync());
        var shop = new Shop(host);
        var sku = await shop.StockAsync(100);
        var accepted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AcceptAsync(shop, sku)));

        await server.StopAsync();

        using (var refused = await shop.PlaceAsync(Shop.Order(sku)))
        {
            var problem = await Problem.OfAsync(refused, HttpStatusCode.ServiceUnavailable);
            Assert.Equal("urn:modular:problem:database-unavailable", problem.GetProperty("type").GetString());
            Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter?.Delta);
        }

        await Eventually.EqualsAsync(HttpStatusCode.ServiceUnavailable, () => StatusAsync(shop, "/health/ready"));
        Assert.Contains("order: connection refused", await shop.TextAsync("/health/ready"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(shop, "/health/live"));

        await server.StartAgainAsync();

        await Eventually.EqualsAsync(HttpStatusCode.OK, () => StatusAsync(shop, "/health/ready"));
        foreach (var order in accepted)
            await Eventually.EqualsAsync(OrderStatus.Confirmed, async () => (await shop.OrderAsync(order)).Status);
        await Eventually.EqualsAsync((80, 0), async () => await shop.ItemAsync(sku) is var item ? (item.OnHand, item.Reserved) : default);
    }

    static async Task<Guid> AcceptAsync(Shop shop, string sku)
    {
        using var response = await shop.PlaceAsync(Shop.Order(sku));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await Shop.ReadAsync<OrderReceipt>(response)).OrderId;
    }

    static async Task<HttpStatusCode> StatusAsync(Shop shop, string path)
    {
        using var response = await shop.RequestAsync(HttpMethod.Get, path);
        return response.StatusCode;
    }
}
