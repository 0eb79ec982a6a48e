namespace Modular.EndToEnd.Tests;

/// <summary>Some modules in one process, the rest in another, each started by itself on one embedded database: what is between one process and <c>up</c>.</summary>
public sealed class PartsTests : IAsyncLifetime
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    readonly TestDatabase _database = new();
    readonly ModularProcess _orders;
    readonly ModularProcess _stock;

    public PartsTests() => (_orders, _stock) = (Process("--modules", "order,payment"), Process("--modules", "inventory"));

    [Fact]
    public async Task Orders_are_taken_once_their_items_are_known_and_wait_for_a_part_that_is_away()
    {
        using var shop = new Shop(_orders.Address);
        using var books = new Shop(_stock.Address);
        _orders.Start();
        await Eventually.SoAsync(Deadline, async () => await ReadinessAsync() is { } why && why.Contains("no item is known here yet", StringComparison.Ordinal) ? null : _orders.Output);

        _stock.Start();
        await Eventually.SoAsync(Deadline, async () => await ReadinessAsync() is null ? null : $"{_orders.Output}\n{_stock.Output}");
        await EndsAsync(shop, await PlacedAsync(shop, "tok_approved"), "Confirmed");
        await EndsAsync(shop, await PlacedAsync(shop, "tok_declined"), "Rejected");

        await _stock.StopAsync();
        var early = await PlacedAsync(shop, "tok_approved");
        Assert.Equal("Placed", await StatusAsync(shop, early));
        _stock.Start();
        await EndsAsync(shop, early, "Confirmed");
        await Eventually.SoAsync(Deadline, async () => (await books.GetAsync("/api/inventory/SKU-1"))?.GetProperty("onHand").GetInt32() is 998 ? null : _stock.Output);
        await Eventually.SoAsync(Deadline, async () => await Process("--level", "3").CommandAsync("ledger", "--settled") is (not 0, var found) ? found : null);
    }

    [Fact]
    public async Task Started_in_the_same_moment_one_runs_the_database_and_the_other_joins_it()
    {
        using var shop = new Shop(_orders.Address);
        _stock.Start();
        _orders.Start();

        await Eventually.SoAsync(Deadline, async () => await ReadinessAsync() is null ? null : $"{_orders.Output}\n{_stock.Output}");
        await EndsAsync(shop, await PlacedAsync(shop, "tok_approved"), "Confirmed");
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
        await _stock.DisposeAsync();
        await _orders.DisposeAsync();
        await _database.DisposeAsync();
    }

    ModularProcess Process(params string[] switches) => new(new(string.Join(' ', switches), switches), _database.Setting);

    /// <summary>Why it is not ready; null when it is.</summary>
    async Task<string?> ReadinessAsync()
    {
        using var http = new HttpClient { BaseAddress = _orders.Address };
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    /// <summary>At the first attempt: who is ready takes orders.</summary>
    static async Task<Guid> PlacedAsync(Shop shop, string token)
    {
        var receipt = await shop.PlaceAsync(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "SKU-1", 1, token);
        return Assert.NotNull(receipt).GetProperty("orderId").GetGuid();
    }

    static async Task<string?> StatusAsync(Shop shop, Guid order) => (await shop.GetAsync($"/api/orders/{order}"))?.GetProperty("status").GetString();

    Task EndsAsync(Shop shop, Guid order, string status) => Eventually.SoAsync(Deadline, async () =>
        await StatusAsync(shop, order) is var seen && seen == status ? null : $"{order} is {seen}\n{_orders.Output}\n{_stock.Output}");
}
