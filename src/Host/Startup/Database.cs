using Modular.Host.Commands;
using Modular.Host.Postgres;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.Host.Startup;

/// <summary>Sees to it that <c>ConnectionStrings:Modular</c> names a database: the configured one, else the embedded server's.</summary>
static class Database
{
    const string Key = "ConnectionStrings:Modular";

    // These look at the code only, or start what they need. Without a connection string they get one that leads nowhere.
    static readonly HashSet<string> CommandsWithoutDatabase = new(StringComparer.OrdinalIgnoreCase)
    {
        "help", "?", "codegen", "describe", "capabilities", "wolverine-diagnostics", "up", "status", "policy", "canary",
    };

    const string Nowhere = "Host=127.0.0.1;Port=1;Database=modular;Username=modular";

    /// <summary>Whether no database was configured: a command that needs none was given a place holder.</summary>
    public static bool LeadsNowhere(string connectionString) => connectionString == Nowhere;

    /// <returns>The embedded server, to be disposed after everything else; null when another one is used.</returns>
    public static async Task<EmbeddedPostgres?> StartDatabaseAsync(this WebApplicationBuilder builder, string[] args, TopologyOptions topology)
    {
        var isCommand = CommandLine.IsCommand(args);
        if (isCommand && CommandsWithoutDatabase.Contains(args[0]))
        {
            if (string.IsNullOrEmpty(builder.Configuration[Key]))
                builder.Configuration[Key] = Nowhere;
            return null;
        }

        var postgres = await builder.EmbeddedAsync(isCommand, topology);
        if (!isCommand || args[0] == "resources")
        {
            var settings = new DatabaseSettings(builder.Configuration, topology.DatabasePerModule);
            await ModuleDatabases.CreateMissingAsync(settings, topology.Here, CancellationToken.None);
        }

        return postgres;
    }

    static async Task<EmbeddedPostgres?> EmbeddedAsync(this WebApplicationBuilder builder, bool isCommand, TopologyOptions topology)
    {
        if (!string.IsNullOrEmpty(builder.Configuration[Key]))
            return null;

        // A command looks at what runs.
        var options = PostgresOptions.From(builder.Configuration);
        if (isCommand && RunningServer.Find(options) is { } running)
        {
            builder.Configuration[Key] = running;
            return null;
        }

        // The host's own logging does not exist yet; this one lives as long as the server, whose supervisor logs.
        var loggers = LoggerFactory.Create(logging => logging.AddStartupLines(builder.Configuration));
        var log = loggers.CreateLogger<EmbeddedPostgres>();
        if (topology.Elsewhere.Count > 0)
        {
            (builder.Configuration[Key], var own) = await SharedServer.JoinOrStartAsync(options, TimeProvider.System, log);
            return own;
        }

        var postgres = await EmbeddedPostgres.StartAsync(options, TimeProvider.System, log);
        builder.Configuration[Key] = postgres.ConnectionString;
        return postgres;
    }
}
