using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>One snapshot of each database, however many connection strings lead to it.</summary>
sealed class Snapshots : IAsyncDisposable
{
    readonly Dictionary<(string? Host, int Port, string? Database), Snapshot> _open = [];

    public IReadOnlyCollection<Snapshot> All => _open.Values;

    public static bool IsOne(IEnumerable<string> connectionStrings) => connectionStrings.DistinctBy(KeyOf).Count() == 1;

    public async Task<Snapshot> OfAsync(string connectionString)
    {
        var key = KeyOf(connectionString);
        if (!_open.TryGetValue(key, out var snapshot))
            _open[key] = snapshot = await Snapshot.OpenAsync(connectionString);
        return snapshot;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var snapshot in _open.Values)
            await snapshot.DisposeAsync();
    }

    static (string? Host, int Port, string? Database) KeyOf(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return (settings.Host, settings.Port, settings.Database);
    }
}
