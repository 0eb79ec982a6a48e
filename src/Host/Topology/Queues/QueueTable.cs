using Npgsql;
using NpgsqlTypes;
using Wolverine;
using Wolverine.Runtime.Serialization;

namespace Modular.Host.Topology.Queues;

/// <summary>The table of one queue, and everything that is said to it in SQL.</summary>
/// <remarks>
/// Rows go in at one end and out at the other, in the order of <c>seq</c>. A message may be in it twice, after a sender was cut off before
/// it heard that the first had arrived: the receiver's inbox knows it by its id.
/// </remarks>
sealed class QueueTable(string queue, NpgsqlDataSource database)
{
    public const string Schema = "queues";

    readonly string _table = $"{Schema}.queue_{queue}";

    /// <summary>The channel of <c>NOTIFY</c> that tells of new rows.</summary>
    public string Channel { get; } = $"modular_queue_{queue}";

    public NpgsqlDataSource Database => database;

    public async Task<bool> ExistsAsync()
    {
        await using var command = database.CreateCommand($"select to_regclass('{_table}') is not null");
        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>Processes that start together take turns: <c>if not exists</c> alone does not make them.</summary>
    public async Task CreateAsync()
    {
        await using var batch = database.CreateBatch();
        foreach (var statement in new[]
        {
            "select pg_advisory_xact_lock(hashtext('modular.queues'))",
            $"create schema if not exists {Schema}",
            $"""
            create table if not exists {_table} (
                seq bigint generated always as identity primary key, id uuid not null, message_type text not null, body bytea not null)
            """,
        })
        {
            batch.BatchCommands.Add(new(statement));
        }

        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Puts messages in, all or none, and rings for the receivers once.</summary>
    public async Task PutAsync(IReadOnlyList<Envelope> messages, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        var insert = new NpgsqlBatchCommand($"insert into {_table} (id, message_type, body) select * from unnest($1, $2, $3)");
        insert.Parameters.Add(new() { Value = messages.Select(message => message.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        insert.Parameters.Add(new() { Value = messages.Select(message => message.MessageType ?? "").ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        insert.Parameters.Add(new() { Value = messages.Select(EnvelopeSerializer.Serialize).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(new($"notify {Channel}"));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Takes the first messages that nobody else is taking; they are gone once the transaction commits.</summary>
    public async Task<List<Envelope>> TakeAsync(NpgsqlConnection connection, int count, CancellationToken cancellation)
    {
        // The array makes sure of the index: of a table that is now empty and now full the planner knows nothing that lasts.
        await using var command = new NpgsqlCommand(
            $"""
            with taken as (
                delete from {_table} where seq = any(array(select seq from {_table} order by seq limit $1 for update skip locked))
                returning seq, id, body)
            select id, body from taken order by seq
            """,
            connection);
        command.Parameters.Add(new() { Value = count });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var taken = new List<Envelope>();
        while (await reader.ReadAsync(cancellation))
            taken.Add(Read(reader.GetGuid(0), await reader.GetFieldValueAsync<byte[]>(1, cancellation)));
        return taken;
    }

    public async Task RemoveAsync(IReadOnlyCollection<Guid> messages)
    {
        await using var command = database.CreateCommand($"delete from {_table} where id = any($1)");
        command.Parameters.Add(new() { Value = messages.ToArray() });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync()
    {
        await using var command = database.CreateCommand($"select count(*) from {_table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task ClearAsync()
    {
        await using var command = database.CreateCommand($"delete from {_table}");
        await command.ExecuteNonQueryAsync();
    }

    public async Task DropAsync()
    {
        await using var command = database.CreateCommand($"drop table if exists {_table}");
        await command.ExecuteNonQueryAsync();
    }

    // What cannot be read has no type of message: the receiver puts it with the dead letters.
    static Envelope Read(Guid id, byte[] body)
    {
        try
        {
            return EnvelopeSerializer.Deserialize(body);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new Envelope { Id = id, Data = body };
        }
    }
}
