namespace Modular.EndToEnd.Tests;

/// <summary>Some modules in one process, the rest in another, each started by itself on one embedded database: what is between one process and <c>up</c>.</summary>
public sealed class PartsTests : IAsyncLifetime
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    readonly TestDatabase _database = new();
    readonly ModularProcess _orders;
    readonly ModularProcess _payments;

    public PartsTests() => (_orders, _payments) = (Process("--modules", "order,inventory"), Process("--modules", "payment"));

    [Fact]
    public async Task An_order_goes_through_all_of_them_and_waits_for_one_that_is_not_there_yet()
    {
        using var shop = new Shop(_orders.Address);
        using var books = new Shop(_payments.Address);
        _orders.Start();
        var early = await PlacedAsync(shop, "tok_approved");
        Assert.Equal("Placed", await StatusAsync(shop, early));

        _payments.Start();
        await EndsAsync(shop, early, "Confirmed");
        Assert.Equal("Captured", (await books.GetAsync($"/api/payments/{early}"))?.GetProperty("status").GetString());

        await EndsAsync(shop, await PlacedAsync(shop, "tok_approved"), "Confirmed");
        await EndsAsync(shop, await PlacedAsync(shop, "tok_declined"), "Rejected");
        await Eventually.SoAsync(Deadline, async () => await Process("--level", "3").CommandAsync("ledger", "--settled") is (not 0, var found) ? found : null);
    }

    [Theory]
    [InlineData("--transport (Topology:Transport)", "--transport", "local")]
    [InlineData("--database-per-module (Topology:DatabasePerModule)", "--database-per-module", "false")]
    public async Task A_combination_that_cannot_work_is_refused_and_the_setting_to_change_is_named(string setting, string name, string value)
    {
        var (exitCode, output) = await _orders.CommandAsync("--urls", $"{_orders.Address}", name, value);

        Assert.Equal(1, exitCode);
        Assert.Contains($"Set {setting} to ", output, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _payments.DisposeAsync();
        await _orders.DisposeAsync();
        await _database.DisposeAsync();
    }

    ModularProcess Process(params string[] switches) => new(new(string.Join(' ', switches), switches), _database.Setting);

    async Task<Guid> PlacedAsync(Shop shop, string token)
    {
        var (key, id) = (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), default(Guid));
        await Eventually.SoAsync(Deadline, async () =>
            (await shop.PlaceAsync(key, "SKU-1", 1, token))?.TryGetProperty("orderId", out var order) is true && order.TryGetGuid(out id) ? null : _orders.Output);
        return id;
    }

    static async Task<string?> StatusAsync(Shop shop, Guid order) => (await shop.GetAsync($"/api/orders/{order}"))?.GetProperty("status").GetString();

    Task EndsAsync(Shop shop, Guid order, string status) => Eventually.SoAsync(Deadline, async () =>
        await StatusAsync(shop, order) is var seen && seen == status ? null : $"{order} is {seen}\n{_orders.Output}\n{_payments.Output}");
}
