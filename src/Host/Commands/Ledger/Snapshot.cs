using System.Data;
using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>One database at one moment: a read-only transaction that sees nothing of what is committed after it was opened.</summary>
sealed class Snapshot : IAsyncDisposable
{
    // Fixes the moment; sorts and sums over a million orders stay in memory.
    const string Open = "set transaction read only; set local work_mem = '256MB'; select now()";

    const string Exists = "select to_regclass($1) is not null";

    readonly NpgsqlConnection _connection;

    Snapshot(NpgsqlConnection connection) => _connection = connection;

    /// <summary>The moment, by the clock of the database.</summary>
    public DateTime At { get; private init; }

    public static async Task<Snapshot> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync();
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
            await using var command = new NpgsqlCommand(Open, connection);
            return new Snapshot(connection) { At = (DateTime)(await command.ExecuteScalarAsync())! };
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads every row. A table that is not there yet, because its module never started or never wrote to it, is an empty one.</summary>
    public async Task ReadAsync(string table, string sql, Action<NpgsqlDataReader> row, params NpgsqlParameter[] parameters)
    {
        await using var exists = new NpgsqlCommand(Exists, _connection) { Parameters = { new() { Value = table } } };
        if (await exists.ExecuteScalarAsync() is not true)
            return;

        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            row(reader);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
