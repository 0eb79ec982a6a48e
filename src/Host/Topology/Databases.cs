using Microsoft.Extensions.Configuration;
using Modular.Kernel;
using Npgsql;

namespace Modular.Host.Topology;

/// <summary>
/// The databases of this process. <c>ConnectionStrings:Modular</c> is the shared one; a module with a
/// <c>Modules:{Name}:ConnectionString</c> of its own uses that. Modules with the same connection string share one pool.
/// </summary>
sealed class Databases : IAsyncDisposable
{
    readonly Dictionary<string, NpgsqlDataSource> _sources = new(StringComparer.Ordinal);

    public Databases(IConfiguration configuration)
    {
        var shared = configuration.GetConnectionString("Modular")
            ?? throw new InvalidOperationException("No database: set ConnectionStrings:Modular to a PostgreSQL connection string.");
        Shared = Source(shared);
        ConnectionStringOf = module => configuration[$"Modules:{module.Name}:ConnectionString"] is { Length: > 0 } own ? own : shared;
    }

    public NpgsqlDataSource Shared { get; }

    public bool AreOne => _sources.Count == 1;

    public IReadOnlyCollection<NpgsqlDataSource> All => _sources.Values;

    public Func<IModule, string> ConnectionStringOf { get; }

    public NpgsqlDataSource Of(IModule module) => Source(ConnectionStringOf(module));

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values)
            await source.DisposeAsync();
    }

    NpgsqlDataSource Source(string connectionString)
    {
        if (!_sources.TryGetValue(connectionString, out var source))
            _sources[connectionString] = source = NpgsqlDataSource.Create(Tuned(connectionString));
        return source;
    }

    // Two things that PostgreSQL need not do for every message: forget a session that nothing of ours leaves traces in, and parse and
    // plan the same hundred statements again. What the connection string says itself stands.
    static string Tuned(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ShouldSerialize("No Reset On Close"))
            settings.NoResetOnClose = true;
        if (!settings.ShouldSerialize("Max Auto Prepare"))
            settings.MaxAutoPrepare = 200;
        return settings.ConnectionString;
    }
}
