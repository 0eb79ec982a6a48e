using System.Text.Json;
using Modular.Host.Commands.Ledger;
using Npgsql;

namespace Modular.EndToEnd.Tests;

/// <summary>A database that the real system has written, with a confirmed, a rejected and a cancelled order, and copies of it to spoil.</summary>
public sealed class SampleBooks : IAsyncLifetime
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    readonly TestDatabase _database = new();
    int _copies;

    public Guid Confirmed { get; private set; }

    public Guid Rejected { get; private set; }

    public Guid Cancelled { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await _database.StartAsync();
        await using var modular = new ModularProcess(_database.Setting);
        using var shop = new Shop(modular.Address);
        modular.Start();
        await Eventually.SoAsync(Deadline, async () => await shop.GetAsync("/health/ready") is not null ? null : modular.Output);

        Confirmed = await PlaceAsync("SKU-1", "tok_approved");
        Rejected = await PlaceAsync("SKU-2", "tok_declined");
        Cancelled = await PlaceAsync("SKU-3", "tok_approved");
        // Only when the goods have left do they come back.
        await Eventually.SoAsync(Deadline, _database.MessagesAsync);
        await shop.CancelAsync(Cancelled);
        await Eventually.SoAsync(Deadline, _database.MessagesAsync);

        async Task<Guid> PlaceAsync(string sku, string token)
        {
            JsonElement? receipt = null;
            await Eventually.SoAsync(Deadline, async () =>
                (receipt ??= await shop.PlaceAsync(NewId(), sku, 2, token)) is { } placed && await shop.IsFinalAsync(placed.GetProperty("orderId").GetGuid())
                    ? null
                    : $"order of {sku}");
            return receipt!.Value.GetProperty("orderId").GetGuid();
        }
    }

    /// <summary>The account of a copy that was spoilt. <c>$1</c> is the confirmed order, <c>$2</c> the cancelled one.</summary>
    internal async Task<Account> AccountAsync(string spoil)
    {
        var copy = await SpoiltAsync(spoil);
        return new Account(await new BookReader(copy, copy, copy, copy).ReadAsync(TimeSpan.Zero));
    }

    /// <summary>The connection string of a copy that was spoilt.</summary>
    internal async Task<string> SpoiltAsync(string spoil)
    {
        var copy = await CopyAsync();
        await using var database = NpgsqlDataSource.Create(copy);
        await using var command = database.CreateCommand(
            spoil.Replace("$1", $"'{Confirmed}'", StringComparison.Ordinal).Replace("$2", $"'{Cancelled}'", StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return copy;
    }

    /// <summary>The connection string of a new copy.</summary>
    internal async Task<string> CopyAsync()
    {
        var copy = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false, Timeout = 60 };
        var template = copy.Database;
        copy.Database = "postgres";
        await using var server = NpgsqlDataSource.Create(copy.ConnectionString);
        copy.Database = $"copy_{++_copies}";
        await using var command = server.CreateCommand($"create database {copy.Database} template {template}");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return copy.ConnectionString;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
