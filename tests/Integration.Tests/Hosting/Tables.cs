using Npgsql;

namespace Modular.Integration.Tests.Hosting;

/// <summary>Looks into a database from outside of the host.</summary>
static class Tables
{
    public static async Task<IReadOnlyList<string>> RowsAsync(string connectionString, string sql)
    {
        var ofItsOwn = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(ofItsOwn.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))));
        return rows;
    }

    /// <summary>The messages that the inbox or the outbox of a database still has to deal with; later ones, such as timeouts, apart.</summary>
    public static Task<IReadOnlyList<string>> OpenEnvelopesAsync(string connectionString) => RowsAsync(
        connectionString,
        """
        select 'incoming', message_type, received_at, owner_id from wolverine.wolverine_incoming_envelopes where status = 'Incoming'
        union all
        select 'outgoing', message_type, destination, owner_id from wolverine.wolverine_outgoing_envelopes
        """);
}
