using Modular.Host.Commands.Ledger;
using Npgsql;

namespace Modular.EndToEnd.Tests;

/// <summary>Each check finds the fault that it is there for, in a database of the real system that was spoilt by SQL.</summary>
public sealed class LedgerTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    [Fact]
    public async Task The_books_of_the_real_system_add_up()
    {
        var account = await books.AccountAsync("select 1");

        Assert.True(account.Holds && account.IsSettled);
        Assert.Equal((3, 1, 1, 1), (account.Accepted, account.Confirmed, account.Rejected, account.Cancelled));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_found_with_its_order(string check, string spoil)
    {
        var account = await books.AccountAsync(spoil);

        var broken = Assert.Single(account.Checks, one => one.Name == check && one.Broken > 0);
        var found = Assert.Single(broken.Violations).Subject;
        Assert.Contains(found, new[] { $"order {books.Confirmed}", $"order {books.Cancelled}", "SKU-1", "EUR", "orders" });
    }

    [Fact]
    public async Task What_a_message_will_still_put_right_is_open()
    {
        var account = await books.AccountAsync(
            """
            delete from inventory.mt_events where type = 'inventory.units-returned.v1';
            update inventory.mt_doc_stockitem set data = jsonb_set(data, '{onHand}', '998') where id = 'SKU-3';
            insert into wolverine.wolverine_incoming_envelopes (id, status, owner_id, attempts, body, message_type, received_at)
            values (gen_random_uuid(), 'Incoming', 1, 0, decode('00', 'hex') || convert_to('{"orderId":"' || $2 || '"}', 'utf8'),
                    'inventory.release-stock.v1', 'local://inventory/');
            """);

        Assert.True(account.Holds);
        Assert.False(account.IsSettled);
        Assert.Equal((1, 1), (account.Open, account.Messages));
    }

    [Fact]
    public async Task Each_module_may_have_a_database_of_its_own()
    {
        var reader = new BookReader(await books.CopyAsync(), await books.CopyAsync(), await books.CopyAsync(), await books.CopyAsync());

        var account = new Account(await reader.ReadAsync(TimeSpan.Zero));
        var early = new Account(await reader.ReadAsync(TimeSpan.FromHours(1)));

        Assert.True(account.Holds && account.IsSettled);
        Assert.Equal((3, 3), (early.Accepted, early.Open));
    }

    [Fact]
    public async Task The_command_says_so_and_exits_with_1()
    {
        var spoilt = await books.SpoiltAsync("delete from payments.mt_events where type = 'payment.captured.v1' and stream_id = $1");
        await using var modular = new ModularProcess(TestDatabase.SettingOf(spoilt));

        var (exitCode, output) = await modular.CommandAsync("ledger");

        Assert.Equal(1, exitCode);
        Assert.Contains($"order {books.Confirmed}: a confirmed order was captured: it was not", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Books_that_a_split_system_has_left_beside_are_not_passed_over_in_silence()
    {
        var shared = await books.CopyAsync();
        var own = $"{new NpgsqlConnectionStringBuilder(shared).Database}_order";
        await using var server = NpgsqlDataSource.Create(shared);
        await using var create = server.CreateCommand($"create database {own}");
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var modular = new ModularProcess(TestDatabase.SettingOf(shared));

        var (_, output) = await modular.CommandAsync("ledger");

        Assert.Contains($"Not read: {own}.", output, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "accepted = confirmed + rejected + cancelled + in flight", "delete from orders.mt_doc_order where id = $1" },
        {
            "captured - refunded = totals of confirmed orders",
            "update payments.mt_events set data = jsonb_set(data, '{amount,amount}', '1') where stream_id = $1"
        },
        {
            "received + adjusted = on hand + committed",
            "update inventory.mt_doc_stockitem set data = jsonb_set(data, '{onHand}', '999') where id = 'SKU-1'"
        },
        {
            "reserved stock = open reservations",
            "update inventory.mt_doc_stockitem set data = jsonb_set(data, '{reserved}', '1') where id = 'SKU-1'"
        },
        {
            "reserved stock = open reservations",
            """update inventory.mt_doc_reservation set data = jsonb_set(data, '{status}', '"Reserved"') where id = $1"""
        },
        {
            "nothing is negative, available stock included",
            "update inventory.mt_doc_stockitem set data = jsonb_set(data, '{onHand}', '-1') where id = 'SKU-1'"
        },
        { "reservations, payments and charges belong to an order", "delete from orders.mt_events where stream_id = $1" },
        { "an order is placed once and has one outcome", Again("orders", "order.confirmed.v1") },
        {
            "the list of orders agrees with their events",
            """update orders.mt_doc_order set data = jsonb_set(data, '{status}', '"Rejected"') where id = $1"""
        },
        { "an order in flight has a saga to end it", "delete from orders.mt_events where stream_id = $1 and type = 'order.confirmed.v1'" },
        { "an order reserves once, and what was ordered", Again("inventory", "inventory.units-reserved.v1") },
        { "an order is captured once and refunded once at most", Again("payments", "payment.captured.v1") },
        { "a confirmed order was captured", "delete from payments.mt_events where stream_id = $1" },
        { "units leave for confirmed orders only", "delete from orders.mt_events where stream_id = $1 and type = 'order.confirmed.v1'" },
        { "a confirmed order is paid in full, any other not at all", "delete from payments.mt_events where type = 'payment.refunded.v1'" },
        {
            "a confirmed order's units have left, any other's have not",
            "delete from inventory.mt_events where type = 'inventory.units-returned.v1'"
        },
        {
            "a confirmed order's units have left, any other's have not",
            "delete from inventory.mt_events where type = 'inventory.units-committed.v1' and data->>'orderId' = $1"
        },
        {
            "nothing stays reserved",
            "delete from inventory.mt_events where type = 'inventory.units-committed.v1' and data->>'orderId' = $1"
        },
        { "the provider's book agrees", "update payment_provider.charges set status = 'refunded' where idempotency_key = $1" },
        { "no message was given up",
            """
            insert into wolverine.wolverine_dead_letters (id, body, message_type, received_at, exception_type)
            values (gen_random_uuid(), convert_to('{"orderId":"' || $1 || '"}', 'utf8'), 'inventory.commit-stock.v1', 'local://inventory/', 'Some.Exception')
            """ },
    };

    static string Again(string schema, string type) =>
        $"""
        insert into {schema}.mt_events (seq_id, id, stream_id, version, data, type, "timestamp")
        select seq_id + 1000000, gen_random_uuid(), stream_id, version + 1000000, data, type, "timestamp"
        from {schema}.mt_events
        where type = '{type}' and data->>'orderId' = $1
        """;
}
