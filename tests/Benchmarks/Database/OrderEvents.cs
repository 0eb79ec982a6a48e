using Npgsql;

namespace Modular.Benchmarks.Database;

/// <summary>What the Order module has committed, read from its event store and not from what HTTP answered.</summary>
sealed class OrderEvents(NpgsqlDataSource database)
{
    const string Confirmed = "select count(*) from orders.mt_events where seq_id > $1 and type = 'order.confirmed.v1'";

    const string Waits =
        """
        select extract(epoch from ((confirmed.data ->> 'at')::timestamptz - (placed.data ->> 'at')::timestamptz))::float8 * 1000
        from orders.mt_events confirmed
        join orders.mt_events placed on placed.stream_id = confirmed.stream_id and placed.version = 1
        where confirmed.seq_id > $1 and confirmed.type = 'order.confirmed.v1'
        order by 1
        """;

    /// <summary>The sequence number of the newest event; 0 when there is none, or not even a table for it.</summary>
    public async Task<long> NewestAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select coalesce(max(seq_id), 0) from orders.mt_events");
        try
        {
            return (long)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (PostgresException first) when (first.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }

    /// <summary>How many orders were confirmed after an event.</summary>
    public async Task<long> ConfirmedAsync(long after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Confirmed);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Milliseconds from placed to confirmed of the orders confirmed after an event, shortest first.</summary>
    public async Task<IReadOnlyList<double>> WaitsAsync(long after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Waits);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var waits = new List<double>();
        while (await rows.ReadAsync(cancellation))
            waits.Add(rows.GetDouble(0));
        return waits;
    }
}
