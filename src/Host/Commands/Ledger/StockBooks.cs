namespace Modular.Host.Commands.Ledger;

/// <summary>Reads what the Inventory module's database says: the units of every item, and of every order.</summary>
static class StockBooks
{
    const string Items =
        """
        with booked as (
            select stream_id as sku,
                   sum(units) filter (where type = 'inventory.units-received.v1') as received,
                   sum(units) filter (where type = 'inventory.units-adjusted.v1') as adjusted,
                   sum(case type when 'inventory.units-reserved.v1' then units
                                 when 'inventory.units-released.v1' then -units
                                 when 'inventory.units-committed.v1' then -units end) as reserved,
                   sum(case type when 'inventory.units-committed.v1' then units
                                 when 'inventory.units-returned.v1' then -units end) as committed
            from (select stream_id, type, (data->>'quantity')::bigint as units
                  from inventory.mt_events
                  where type like 'inventory.units-%') as units
            group by stream_id)
        select coalesce(sku, id),
               coalesce(received, 0)::bigint, coalesce(adjusted, 0)::bigint, coalesce(reserved, 0)::bigint, coalesce(committed, 0)::bigint,
               coalesce((data->>'onHand')::bigint, 0), coalesce((data->>'reserved')::bigint, 0)
        from booked full join inventory.mt_doc_stockitem on id = sku
        order by 1
        """;

    const string OpenReservations =
        """
        select line->>'sku', sum((line->>'quantity')::bigint)::bigint
        from inventory.mt_doc_reservation, jsonb_array_elements(data->'lines') as line
        where data->>'status' = 'Reserved'
        group by 1
        """;

    const string Orders =
        """
        select order_id,
               sum(reserved), sum(reserved * mark),
               sum(held), sum(held * mark),
               sum(gone), sum(gone * mark)
        from inventory.mt_events, lateral (
            select (data->>'orderId')::uuid as order_id, (data->>'quantity')::int as units, hashtext(stream_id) & 65535 as mark) as moved, lateral (
            select case type when 'inventory.units-reserved.v1' then units else 0 end as reserved,
                   case type when 'inventory.units-reserved.v1' then units when 'inventory.units-returned.v1' then 0 else -units end as held,
                   case type when 'inventory.units-committed.v1' then units when 'inventory.units-returned.v1' then -units else 0 end as gone) as signed
        where type in ('inventory.units-reserved.v1', 'inventory.units-released.v1', 'inventory.units-committed.v1', 'inventory.units-returned.v1')
        group by order_id
        """;

    public static async Task ReadAsync(Snapshot inventory, Books books)
    {
        var promised = new Dictionary<string, long>(StringComparer.Ordinal);
        await inventory.ReadAsync("inventory.mt_doc_reservation", OpenReservations, row => promised[row.GetString(0)] = row.GetInt64(1));

        var skus = new List<SkuAccount>();
        await inventory.ReadAsync("inventory.mt_doc_stockitem", Items, row =>
        {
            promised.Remove(row.GetString(0), out var units);
            skus.Add(new(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), units));
        });
        books.Skus = [.. skus, .. promised.Select(unknown => new SkuAccount(unknown.Key, 0, 0, 0, 0, 0, 0, unknown.Value))];

        await inventory.ReadAsync("inventory.mt_events", Orders, row =>
        {
            var order = books.Of(row.GetGuid(0));
            order.Reserved = new Units(row.GetInt64(1), row.GetInt64(2));
            order.Held = new Units(row.GetInt64(3), row.GetInt64(4));
            order.Gone = new Units(row.GetInt64(5), row.GetInt64(6));
        });
    }
}
