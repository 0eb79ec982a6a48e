using Npgsql;

namespace Modular.Benchmarks.Database;

/// <summary>What the server has done so far, or, as a difference, within a window.</summary>
/// <param name="Commits">Transactions committed in one database, those that only read included.</param>
/// <param name="WalSyncs">Write-ahead log flushed to the disk; null where the server counts it elsewhere (PostgreSQL 18).</param>
sealed record ServerWork(long Commits, long RowsWritten, decimal WalBytes, long? WalSyncs)
{
    const string Counters =
        """
        select d.xact_commit, d.tup_inserted + d.tup_updated + d.tup_deleted, w.wal_bytes, (to_jsonb(w) ->> 'wal_sync')::bigint
        from pg_stat_database d, pg_stat_wal w
        where d.datname = current_database()
        """;

    public static ServerWork operator -(ServerWork later, ServerWork earlier) => new(
        later.Commits - earlier.Commits, later.RowsWritten - earlier.RowsWritten,
        later.WalBytes - earlier.WalBytes, later.WalSyncs - earlier.WalSyncs);

    /// <summary>Reads the counters. Sessions report with a delay of up to a second.</summary>
    public static async Task<ServerWork> ReadAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Counters);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(
            row.GetInt64(0), row.GetInt64(1), row.GetDecimal(2), await row.IsDBNullAsync(3, cancellation) ? null : row.GetInt64(3));
    }
}
