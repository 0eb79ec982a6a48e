using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>
/// Reads which messages are under way, and about which orders, from inbox, outbox and queues of one database. Every message about an
/// order names it in its JSON. A message that was scheduled on purpose, and so was never tried, is a timer and left out: one waits beside every
/// order, and does nothing once that is settled.
/// </summary>
static class MessageBooks
{
    const string UnderWay =
        """
        select substring(encode(body, 'escape') from '"orderId":"([0-9a-f-]{36})"')::uuid, count(*)::int
        from (select body from wolverine.wolverine_incoming_envelopes
              where status = 'Incoming' or (status = 'Scheduled' and attempts > 0)
              union all
              select body from wolverine.wolverine_outgoing_envelopes) as envelopes
        group by 1
        """;

    // One table for each queue, and one more for what it has scheduled.
    const string Queues =
        """
        select tablename from pg_tables where schemaname = 'wolverine' and tablename like 'wolverine\_queue\_%'
        """;

    const string GivenUp =
        """
        select message_type,
               substring(encode(body, 'escape') from '"orderId":"([0-9a-f-]{36})"')::uuid,
               coalesce(exception_type || ': ' || exception_message, 'no exception')
        from wolverine.wolverine_dead_letters
        """;

    public static async Task ReadAsync(Snapshot database, Books books)
    {
        var queues = new List<string>();
        await database.ReadAsync("pg_tables", Queues, row => queues.Add(row.GetString(0)));
        foreach (var queue in queues)
            await database.ReadAsync($"wolverine.{queue}", Queued(queue), row => Count(row, books));

        await database.ReadAsync("wolverine.wolverine_incoming_envelopes", UnderWay, row => Count(row, books));
        await database.ReadAsync("wolverine.wolverine_dead_letters", GivenUp, row =>
            books.DeadLetters.Add(new DeadLetter(row.GetString(0), OrderOf(row, 1), row.GetString(2))));
    }

    static string Queued(string queue) =>
        $$"""
        select substring(encode(body, 'escape') from '"orderId":"([0-9a-f-]{36})"')::uuid, count(*)::int
        from wolverine.{{queue}}
        group by 1
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
