using System.Globalization;
using System.Text;

namespace Modular.Benchmarks.Ceiling;

/// <summary>
/// The pgbench script of one order: four transactions, each with one event append, one document upsert, one queue row in and one
/// out (the row that the transaction before put in). Ids rise with time, as the host's do. Payloads have the host's shapes and sizes.
/// </summary>
static class CeilingScript
{
    const string Order = "00000000-0000-7000-8000-000000000000";

    const string Total = """{"amount": 3.99, "currency": "EUR"}""";

    static readonly Step[] Steps =
    [
        new("order.placed.v1", $$"""{"at": "2026-01-01T12:00:00.1234567+00:00", "lines": [{"sku": "SKU-1", "name": "Espresso cup", "quantity": 1, "unitPrice": {{Total}}}], "total": {{Total}}, "orderId": "{{Order}}", "customerId": "customer-1"}""", 495),
        new("inventory.units-reserved.v1", $$"""{"orderId": "{{Order}}", "quantity": 1}""", 407),
        new("payment.captured.v1", $$"""{"at": "2026-01-01T12:00:00.1234567+00:00", "amount": {{Total}}, "orderId": "{{Order}}", "paymentId": "{{Order}}", "providerReference": "sim-{{Order}}"}""", 569),
        new("order.confirmed.v1", $$"""{"at": "2026-01-01T12:00:00.1234567+00:00", "orderId": "{{Order}}"}""", 545),
    ];

    static readonly string Document =
        $$"""{"id": "{{Order}}", "total": {{Total}}, "units": 1, "reason": null, "status": "Confirmed", "placedAt": "2026-01-01T12:00:00.1234567+00:00", "updatedAt": "2026-01-01T12:00:00.1234567+00:00", "customerId": "customer-1"}""";

    /// <param name="pipelined">Sends each transaction in one round trip in place of one a statement.</param>
    public static string Text(bool pipelined)
    {
        // Variables live as long as a client: n counts its orders, and id is unique among clients and rounds.
        var script = new StringBuilder("\\set n :n + 1\n\\set id :round * 1000000000000 + :n * 1000 + :client_id\n");
        for (var i = 0; i < Steps.Length; i++)
            script.Append(pipelined ? $"\\startpipeline\n{Transaction(i)}\\endpipeline\n" : Transaction(i));
        return script.ToString();
    }

    /// <summary>Payloads travel as parameters, as they do from any client: <c>-D name=value</c> of pgbench.</summary>
    public static IEnumerable<string> Definitions(int round)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["n"] = "0", ["round"] = $"{round}", ["doc"] = Document };
        for (var i = 0; i < Steps.Length; i++)
        {
            values[$"event{i}"] = Steps[i].Event;
            values[$"body{i}"] = new string('m', Steps[i].BodyBytes);
        }

        return values.SelectMany(value => new[] { "-D", $"{value.Key}={value.Value}" });
    }

    static string Transaction(int i)
    {
        // The message that the first transaction takes out is the last one of the client's order before.
        var (before, previous) = i == 0 ? (1000, Steps.Length - 1) : (0, i - 1);
        var stream = i == 0
            ? $"insert into streams (id, type, version) values ({Id("0")}, 'order', 1);"
            : $"update streams set version = {i + 1}, timestamp = now() where id = {Id("0")};";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            begin;
            {stream}
            insert into events (seq_id, id, stream_id, version, data, type) values (nextval('event_sequence'), {Id($"{i + 1}")}, {Id("0")}, {i + 1}, :event{i}::jsonb, '{Steps[i].Type}');
            insert into docs (id, data, mt_version) values ({Id("0")}, :doc::jsonb, 1) on conflict (id) do update set data = excluded.data, mt_version = docs.mt_version + 1, mt_last_modified = transaction_timestamp();
            insert into queue (id, status, owner_id, attempts, body, message_type, received_at) values ({Id($"{i + 1}")}, 'Incoming', 1, 0, :body{i}::bytea, '{Steps[i].Type}', 'local://order/');
            delete from queue where id = {Id($"{previous + 1}", before)} and received_at = 'local://order/';
            commit;

            """);
    }

    // The number of the order, a row's place in it in the last digit.
    static string Id(string place, int before = 0) => $"lpad(to_hex((:id::bigint - {before}) * 10 + {place}), 32, '0')::uuid";

    /// <param name="BodyBytes">Size of the message that the host writes at this step.</param>
    sealed record Step(string Type, string Event, int BodyBytes);
}
