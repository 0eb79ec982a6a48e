using Modular.Host.Postgres;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.Host.Supervision;

/// <summary>The database server of a system: the one that is configured, else the embedded one, with a database for each service.</summary>
sealed class SystemDatabase(string connectionString, string description, EmbeddedPostgres? embedded, PostgresGuard? guard) : IAsyncDisposable
{
    public string ConnectionString => connectionString;

    public string Description => description;

    public static async Task<SystemDatabase> StartAsync(IConfiguration configuration, TopologyOptions topology, CancellationToken cancellation)
    {
        var database = configuration.GetConnectionString("Modular") is { Length: > 0 } configured && !Startup.Database.LeadsNowhere(configured)
            ? new SystemDatabase(configured, "the PostgreSQL of ConnectionStrings:Modular", null, null)
            : await EmbeddedAsync(configuration, cancellation);
        configuration["ConnectionStrings:Modular"] = database.ConnectionString;
        var settings = new DatabaseSettings(configuration, topology.DatabasePerModule);
        await ModuleDatabases.CreateMissingAsync(settings, ModuleTopology.Modules, cancellation);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        guard?.Dispose();
        if (embedded is not null)
            await embedded.DisposeAsync();
    }

    static async Task<SystemDatabase> EmbeddedAsync(IConfiguration configuration, CancellationToken cancellation)
    {
        var loggers = LoggerFactory.Create(logging => logging.AddStartupLines(configuration));
        var postgres = await EmbeddedPostgres.StartAsync(
            PostgresOptions.From(configuration), TimeProvider.System, loggers.CreateLogger<EmbeddedPostgres>(), cancellation);
        return new(postgres.ConnectionString, $"{postgres.DataDirectory} (PostgreSQL {postgres.Version}, port {postgres.Port})",
            postgres, PostgresGuard.Start(postgres));
    }
}
