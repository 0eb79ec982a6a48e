using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.EndToEnd.Tests.Scenarios;

/// <summary>A deployment that runs for all tests of a class.</summary>
public abstract class RunningSystem : IAsyncLifetime
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    readonly TestDatabase _database = new();
    readonly ModularProcess _modular;
    readonly Deployment _deployment;

    private protected RunningSystem(Deployment deployment, params IEnumerable<KeyValuePair<string, string>> settings)
    {
        _deployment = deployment;
        _modular = new(deployment, [_database.Setting, .. settings]);
        Http = new() { BaseAddress = _modular.Address, Timeout = TimeSpan.FromSeconds(40) };
    }

    public HttpClient Http { get; }

    /// <summary>What is missing on this machine to run it; null: nothing. A test is skipped for it: a fixture cannot be.</summary>
    public virtual string? Missing => null;

    public virtual async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        _modular.Start();
        await Eventually.SoAsync(Deadline, async () => await IsUpAsync() ? null : _modular.Output);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        await _modular.DisposeAsync();
        if (Missing is null)
            await _database.DisposeAsync();
    }

    public Task<(int ExitCode, string Output)> LedgerAsync() => _modular.CommandAsync("ledger", "--settled");

    /// <summary>Gives the messages that a module gave up back to it.</summary>
    public Task<(int ExitCode, string Output)> ReplayAsync(string module) =>
        _modular.CommandAsync(["storage", "replay", .. _deployment.IsSplit ? ["--modules", module] : Array.Empty<string>()]);

    /// <inheritdoc cref="TestDatabase.AlterAsync"/>
    public Task AlterAsync(string module, string statement) => _database.AlterAsync(module, statement);

    public async Task<JsonElement> PlaceAsync(string sku, int quantity, string token = "tok_approved", int wait = 30)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Headers = { { "Prefer", $"wait={wait}" } },
            Content = JsonContent.Create(new { customerId = "c-42", lines = new[] { new { sku, quantity } }, payment = new { token } }),
        };
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>A new item with so many units, that no other test touches; known to Order when this returns.</summary>
    public async Task<string> StockAsync(int units)
    {
        var sku = $"T-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        using var listed = await Http.PostAsJsonAsync(
            "/api/inventory", new { sku, name = sku, unitPrice = new { amount = 10, currency = "EUR" } }, TestContext.Current.CancellationToken);
        listed.EnsureSuccessStatusCode();
        using var received = await Http.PostAsJsonAsync($"/api/inventory/{sku}/receipts", new { quantity = units }, TestContext.Current.CancellationToken);
        received.EnsureSuccessStatusCode();
        await Eventually.SoAsync(Deadline, async () =>
            (await PlaceAsync(sku, 10_000)).TryGetProperty("orderId", out _) ? null : $"{sku} is not known to Order");
        return sku;
    }

    async Task<bool> IsUpAsync()
    {
        try
        {
            // An order goes through all modules by messages; each has also to be reached by itself.
            var receipt = await PlaceAsync("SKU-20", 1);
            await GetAsync("/api/inventory/SKU-20");
            await GetAsync($"/api/payments/{receipt.GetProperty("orderId")}");
            return receipt.GetProperty("status").GetString() == "Confirmed";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>Level 1.</summary>
public sealed class OneProcess() : RunningSystem(Deployment.OneProcess);

/// <summary>Level 4.</summary>
public sealed class Split() : RunningSystem(Deployment.Split);
