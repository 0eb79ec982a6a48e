using Modular.Host.Topology;
using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>
/// Databases that hold books and are not read: those of a split system, when the ledger is asked about one process. The system may have
/// been run both ways on one server.
/// </summary>
static class UnreadDatabases
{
    public static async Task<IReadOnlyList<string>> FindAsync(DatabaseSettings databases)
    {
        await using var server = NpgsqlDataSource.Create(databases.Shared);
        await using var command = server.CreateCommand("select datname from pg_database where datname = any($1) order by datname");
        command.Parameters.AddWithValue(ModuleTopology.Modules.Where(module => !databases.IsDerived(module)).Select(databases.DerivedName).ToArray());
        await using var rows = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await rows.ReadAsync())
            names.Add(rows.GetString(0));
        return names;
    }
}
