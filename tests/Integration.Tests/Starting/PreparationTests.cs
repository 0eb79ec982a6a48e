using Microsoft.Extensions.DependencyInjection;
using Modular.Host.Topology;
using Modular.Integration.Tests.Hosting;

namespace Modular.Integration.Tests.Starting;

public sealed class PreparationTests(TestSystem system)
{
    static readonly (string, string) NoCatalogue = ("Seed:Catalogue", "false");

    [Fact]
    public async Task A_rehearsal_succeeds_and_leaves_no_row_behind()
    {
        var log = new CapturedLog();
        var database = await (await system.ServerAsync()).NewDatabaseAsync();

        await using var host = await TestHost.StartAsync(database, log, [NoCatalogue, TestHost.TellsWhatIsHandled]);

        Assert.Equal(["OrderRehearsal", "PaymentRehearsal", "StockRehearsal"], log.Rehearsed.Order(StringComparer.Ordinal));
        Assert.Empty(await RowsAsync(database));
    }

    [Fact]
    public async Task A_second_start_finds_its_schemas_done_and_changes_nothing()
    {
        var database = await (await system.ServerAsync()).NewDatabaseAsync();
        await using (await TestHost.StartAsync(database, log: null, NoCatalogue)) { }
        var made = await ObjectsAsync(database);

        await using (await TestHost.StartAsync(database, log: null, NoCatalogue)) { }

        Assert.Equal(made, await ObjectsAsync(database));
        Assert.Equal(["3"], await Tables.RowsAsync(database, "select count(*) from public.weasel_schema_fingerprints"));
    }

    [Fact]
    public async Task Processes_that_migrate_an_empty_database_at_once_take_turns()
    {
        var database = await (await system.ServerAsync()).NewDatabaseAsync();
        await using var host = await TestHost.StartAsync(database, log: null, NoCatalogue);
        var migration = host.Services.GetRequiredService<SchemaMigration>();
        var made = await NamesAsync(database);
        await Tables.RowsAsync(database, "drop schema orders, inventory, payments cascade; drop table public.weasel_schema_fingerprints");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => migration.MigrateAsync(CancellationToken.None))));

        Assert.Equal(made, await NamesAsync(database));
    }

    /// <summary>Every table of a module that has rows, and how many.</summary>
    static async Task<IReadOnlyList<string>> RowsAsync(string database)
    {
        var tables = await Tables.RowsAsync(
            database,
            "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('orders', 'inventory', 'payments', 'payment_provider')");
        Assert.NotEmpty(tables);
        // Marten's own bookkeeping of projections, not of anything that happened.
        var counts = string.Join(" union all ", tables.Where(table => !table.EndsWith(".mt_event_progression", StringComparison.Ordinal))
            .Select(table => $"select '{table}', count(*) from {table}"));
        return await Tables.RowsAsync(database, $"select * from ({counts}) as tables (name, rows) where rows > 0");
    }

    static async Task<IReadOnlyList<string>> NamesAsync(string database) =>
        [.. (await ObjectsAsync(database)).Select(line => line.Split(' ')[0])];

    /// <summary>All tables and functions with the transaction that wrote each: a new one shows even where the text is the same.</summary>
    static Task<IReadOnlyList<string>> ObjectsAsync(string database) => Tables.RowsAsync(
        database,
        """
        select relname, c.xmin::text from pg_class c join pg_namespace n on n.oid = relnamespace
        where nspname in ('orders', 'inventory', 'payments') and relkind = 'r'
        union all
        select proname, p.xmin::text from pg_proc p join pg_namespace n on n.oid = pronamespace
        where nspname in ('orders', 'inventory', 'payments')
        order by 1, 2
        """);
}
