using Alba;
using Modular.Integration.Tests.Hosting;

namespace Modular.Integration.Tests.Topology;

/// <summary>The program with a database for each module, and one that they share only to talk to each other.</summary>
sealed class SeparateDatabases : IAsyncDisposable
{
    static readonly string[] Modules = ["order", "inventory", "payment"];

    readonly string _shared;
    readonly IReadOnlyList<(string Module, string Database)> _own;
    IAlbaHost? _host;

    SeparateDatabases(string shared, IReadOnlyList<(string, string)> own) => (_shared, _own) = (shared, own);

    public Shop Shop => new(_host ?? throw new InvalidOperationException("not started"));

    /// <summary>What the host logged since its last start.</summary>
    public CapturedLog Log { get; private set; } = new();

    public static async Task<SeparateDatabases> CreateAsync(TestServer server)
    {
        var own = new List<(string, string)>();
        foreach (var module in Modules)
            own.Add((module, await server.NewDatabaseAsync()));
        return new SeparateDatabases(await server.NewDatabaseAsync(), own);
    }

    public async Task StartAsync(params IEnumerable<(string Key, string Value)> settings)
    {
        Log = new CapturedLog();
        _host = await TestHost.StartAsync(
            _shared,
            Log,
            [
                .. _own.Select(own => ($"Modules:{own.Module}:ConnectionString", own.Database)),
                TestHost.TellsWhatIsHandled,
                .. settings,
            ]);
    }

    public async Task StopAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _host = null;
    }

    /// <summary>What any inbox or outbox still has to deal with.</summary>
    public async Task<IReadOnlyList<string>> OpenEnvelopesAsync()
    {
        var open = new List<string>(await Tables.OpenEnvelopesAsync(_shared));
        foreach (var (_, database) in _own)
            open.AddRange(await Tables.OpenEnvelopesAsync(database));
        return open;
    }

    /// <summary>Makes it look as if a host had died with these messages in its hands: the next one must take them up.</summary>
    /// <param name="module">Whose database they are in; null for the shared one.</param>
    public async Task LeaveOpenAsync(string? module, string messageType) => Assert.NotEmpty(await Tables.RowsAsync(
        module is null ? _shared : Own(module),
        $"""
        update wolverine.wolverine_incoming_envelopes set status = 'Incoming', owner_id = 0 where message_type = '{messageType}' returning id
        """));

    /// <summary>The schemas that a module's tables lie in.</summary>
    public async Task<IReadOnlyList<string>> SchemasOfAsync(string module) => await Tables.RowsAsync(
        Own(module),
        """
        select distinct table_schema from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema', 'wolverine') and table_name <> 'weasel_schema_fingerprints' order by 1
        """);

    public async ValueTask DisposeAsync() => await StopAsync();

    string Own(string module) => _own.Single(own => own.Module == module).Database;
}
