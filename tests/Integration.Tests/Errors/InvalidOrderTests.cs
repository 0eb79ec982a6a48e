using System.Text;
using System.Text.Json.Nodes;
using Modular.Integration.Tests.Hosting;
using Modular.Order.Contracts;

namespace Modular.Integration.Tests.Errors;

/// <summary>Orders that are read, and cannot be meant.</summary>
public sealed class InvalidOrderTests(TestSystem system) : ShopTests(system)
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public async Task A_quantity_is_from_1_to_10_000(int quantity) =>
        Assert.Equal(["lines[0].quantity"], await FieldsOfAsync(Shop.Order(await Shop.StockAsync(0), quantity)));

    [Fact]
    public async Task Lines_of_one_item_add_up_to_at_most_10_000() =>
        Assert.Equal(
            ["lines[0].quantity", "lines[1].quantity"],
            await FieldsOfAsync(await Shop.StockAsync(0) is var sku ? new("c", [new(sku, 10_000), new(sku, 1)], new("t")) : null!));

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task There_are_1_to_100_lines(int lines) =>
        Assert.Equal(["lines"], await FieldsOfAsync(new("c", [.. Enumerable.Range(0, lines).Select(i => new OrderLineRequest($"s{i}", 1))], new("t"))));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    [InlineData("too long")]
    [InlineData("a\0b")]
    public async Task A_customer_is_named_in_1_to_100_characters(string? customer) =>
        Assert.Equal(
            ["customerId"],
            await FieldsOfAsync(Shop.Order(await Shop.StockAsync(0)) with { CustomerId = customer == "too long" ? new string('c', 101) : customer! }));

    [Fact]
    public async Task An_unknown_item_is_named() =>
        Assert.Equal(
            ["lines[1].sku"],
            await FieldsOfAsync(new("c", [new(await Shop.StockAsync(0), 1), new(Shop.Unique(), 1)], new("t"))));

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Everything_that_is_missing_is_named_at_once(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await Shop.RequestAsync(HttpMethod.Post, "/api/orders", content);

        Assert.Equal(["customerId", "lines", "payment.token"], (await Problem.FieldsAsync(response)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        using var response = await Shop.PlaceAsync(Shop.Order(await Shop.StockAsync(1)), ("Idempotency-Key", new string('k', 256)));

        Assert.Equal(["Idempotency-Key"], await Problem.FieldsAsync(response));
    }

    [Fact]
    public async Task Items_of_two_currencies_are_not_sold_together()
    {
        var euro = await Shop.StockAsync(1);
        var dollar = Shop.Unique();
        await Shop.SendAsync(HttpMethod.Post, "/api/inventory", JsonNode.Parse(
            $$"""{"sku":"{{dollar}}","name":"n","unitPrice":{"amount":1,"currency":"USD"} }""")!);

        await Eventually.EqualsAsync(
            "lines", async () => string.Join(' ', await FieldsOfAsync(new("c", [new(euro, 1), new(dollar, 1)], new("t")))));
    }

    async Task<IEnumerable<string>> FieldsOfAsync(PlaceOrderRequest order)
    {
        using var response = await Shop.PlaceAsync(order);
        return await Problem.FieldsAsync(response);
    }
}
