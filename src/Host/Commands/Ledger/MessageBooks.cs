using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>
/// Reads which messages are under way, and about which orders, from inboxes, outboxes and queues of one database. Every message about an
/// order names it in its JSON. A message that was scheduled on purpose, and so was never tried, is a timer and left out: one waits beside every
/// order, and does nothing once that is settled.
/// </summary>
static class MessageBooks
{
    // One schema for all, or one for each service; and one for the queues, where messages travel by them.
    const string Tables =
        """
        select schemaname, tablename from pg_tables
        where schemaname in ('wolverine', 'queues') or schemaname like 'wolverine\_%'
        """;

    public static async Task ReadAsync(Snapshot database, Books books)
    {
        var tables = new List<(string Schema, string Name)>();
        await database.ReadAsync("pg_tables", Tables, row => tables.Add((row.GetString(0), row.GetString(1))));
        foreach (var (schema, name) in tables)
        {
            var table = $"{schema}.{name}";
            if (name == "wolverine_dead_letters")
                await database.ReadAsync(table, GivenUp(table), row => books.DeadLetters.Add(new DeadLetter(row.GetString(0), OrderOf(row, 1), row.GetString(2))));
            else if (Condition(name) is { } condition)
                await database.ReadAsync(table, UnderWay(table, condition), row => Count(row, books));
        }
    }

    /// <returns>Which of its rows are messages under way; null for a table of something else.</returns>
    static string? Condition(string table) => table switch
    {
        "wolverine_incoming_envelopes" => "status = 'Incoming' or (status = 'Scheduled' and attempts > 0)",
        "wolverine_outgoing_envelopes" => "true",
        _ when table.StartsWith("queue_", StringComparison.Ordinal) => "true",
        _ => null,
    };

    static string UnderWay(string table, string condition) =>
        $$"""
        select substring(encode(body, 'escape') from '"orderId":"([0-9a-f-]{36})"')::uuid, count(*)::int
        from {{table}} where {{condition}} group by 1
        """;

    static string GivenUp(string table) =>
        $$"""
        select message_type,
               substring(encode(body, 'escape') from '"orderId":"([0-9a-f-]{36})"')::uuid,
               coalesce(exception_type || ': ' || exception_message, 'no exception')
        from {{table}}
        """;

    static void Count(NpgsqlDataReader row, Books books)
    {
        var count = row.GetInt32(1);
        books.Messages += count;
        if (OrderOf(row, 0) is { } orderId)
            books.Of(orderId).Messages += count;
    }

    static Guid? OrderOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
