using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>Reads what the Order module's database says: what was ordered, how it ended, what the list shows, which sagas live.</summary>
static class OrderBooks
{
    const string Placed =
        """
        select stream_id, (data->'total'->>'amount')::numeric, data->'total'->>'currency', units, mark
        from orders.mt_events, lateral (
            select sum((line->>'quantity')::int) as units, sum((line->>'quantity')::int * (hashtext(line->>'sku') & 65535)) as mark
            from jsonb_array_elements(data->'lines') as line) as lines
        where type = 'order.placed.v1'
        """;

    const string Ended =
        """
        select stream_id, type, coalesce((data->>'wasConfirmed')::boolean, false)
        from orders.mt_events
        where type in ('order.confirmed.v1', 'order.rejected.v1', 'order.cancelled.v1')
        """;

    const string Listed = "select id, data->>'status' from orders.mt_doc_order";

    const string Sagas = "select id from orders.mt_doc_orderfulfilment";

    const string Recent = """select distinct stream_id from orders.mt_events where "timestamp" > $1""";

    public static async Task ReadAsync(Snapshot orders, Books books)
    {
        await orders.ReadAsync("orders.mt_events", Placed, row =>
        {
            var order = books.Of(row.GetGuid(0));
            order.Placed++;
            (order.Total, order.Currency) = (row.GetDecimal(1), row.GetString(2));
            order.Ordered = new Units(row.GetInt64(3), row.GetInt64(4));
        });
        await orders.ReadAsync("orders.mt_events", Ended, row => End(books.Of(row.GetGuid(0)), row.GetString(1), row.GetBoolean(2)));
        await orders.ReadAsync("orders.mt_doc_order", Listed, row => books.Of(row.GetGuid(0)).Listed = row.GetString(1));
        await orders.ReadAsync("orders.mt_doc_orderfulfilment", Sagas, row => books.Of(row.GetGuid(0)).HasSaga = true);
    }

    /// <summary>Marks the orders that changed after <paramref name="since"/>, by the clock of the database.</summary>
    public static Task MarkRecentAsync(Snapshot orders, DateTime since, Books books) => orders.ReadAsync(
        "orders.mt_events", Recent, row => books.Of(row.GetGuid(0)).IsRecent = true, new NpgsqlParameter<DateTime> { TypedValue = since });

    static void End(OrderAccount order, string type, bool wasConfirmed)
    {
        switch (type)
        {
            case "order.confirmed.v1":
                order.Confirmed++;
                break;
            case "order.rejected.v1":
                order.Rejected++;
                break;
            default:
                order.Cancelled++;
                order.WasConfirmed = wasConfirmed;
                break;
        }
    }
}
