using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>
/// Reads which messages are under way, and about which orders, from inbox and outbox of one database. Every message about an order
/// names it in its JSON. A message that was scheduled on purpose, and so was never tried, is a timer and left out: one waits beside every
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

    const string GivenUp =
        """
        select message_type,
               substring(encode(body, 'escape') from '"orderId":"([0-9a-f-]{36})"')::uuid,
               coalesce(exception_type || ': ' || exception_message, 'no exception')
        from wolverine.wolverine_dead_letters
        """;

    public static async Task ReadAsync(Snapshot database, Books books)
    {
        await database.ReadAsync("wolverine.wolverine_incoming_envelopes", UnderWay, row =>
        {
            var count = row.GetInt32(1);
            books.Messages += count;
            if (OrderOf(row, 0) is { } orderId)
                books.Of(orderId).Messages += count;
        });
        await database.ReadAsync("wolverine.wolverine_dead_letters", GivenUp, row =>
            books.DeadLetters.Add(new DeadLetter(row.GetString(0), OrderOf(row, 1), row.GetString(2))));
    }

    static Guid? OrderOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
