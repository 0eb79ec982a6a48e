using Modular.Host.Faults;
using Modular.Host.Postgres;
using Modular.Host.Topology;
using Modular.Kernel;
using Modular.Order;
using Modular.ServiceDefaults.Supervision;
using Modular.ServiceDefaults.Telemetry;
using Npgsql;

namespace Modular.Host.Startup;

/// <summary>Says, once everything runs, what runs, where, and what to try next: as plain lines for people, as one log line for machines.</summary>
static partial class Banner
{
    public static void ShowBanner(this WebApplication app, EmbeddedPostgres? postgres, TopologyOptions topology, FaultOptions faults) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var modules = Names(topology.Here);
            // On a free port, as this process has its own already.
            var elsewhere = topology.Elsewhere.Count == 0 ? "" : $"; start what runs elsewhere with --modules {Names(topology.Elsewhere).Replace(", ", ",")} --urls http://127.0.0.1:0";
            var data = postgres is null
                ? ServerOf(app.Configuration.GetConnectionString("Modular"))
                : $"{postgres.DataDirectory} (PostgreSQL {postgres.Version}, port {postgres.Port})";
            var takesOrders = topology.Here.Any(module => module is OrderModule);
            var address = app.Urls.FirstOrDefault() ?? "nowhere";
            if (LogFormat.IsForPeople(app.Configuration) && !LifelineExtensions.IsSupervised(app.Configuration))
                Console.Out.Write(Text(modules, elsewhere, address, data, takesOrders, string.Join(", ", faults.Faults)));
            else
                LogRunning(app.Logger, modules, address, data);
        });

    public static string Text(string modules, string elsewhere, string address, string data, bool takesOrders = true, string faults = "") =>
        $$"""

          Modular runs {{modules}} in one process{{elsewhere}}.
            API     {{address}}   (documentation: {{address}}/scalar, all else: {{address}}/)
            Data    {{data}}{{(faults.Length == 0 ? "" : $"\n    Faults  {faults}   (on purpose, for a trial)")}}
        {{(takesOrders ? FirstOrder(address) : "")}}  Ctrl-C stops it.


        """;

    static string FirstOrder(string address) =>
        $$"""
          Place a first order:
            curl -s {{address}}/api/orders -H 'Content-Type: application/json' -H 'Prefer: wait=5' \
              -d '{"customerId":"c-42","lines":[{"sku":"SKU-1","quantity":2}],"payment":{"token":"tok_approved"} }'

        """;

    // Its own, or that of a process that was joined; without the password.
    static string ServerOf(string? connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        return $"PostgreSQL on {server.Host}:{server.Port}";
    }

    static string Names(IEnumerable<IModule> modules) => string.Join(", ", modules.Select(module => module.Name));

    [LoggerMessage(LogLevel.Information, "Running {Modules} on {Address}; documentation at {Address}/scalar; data in {Data}")]
    static partial void LogRunning(ILogger logger, string modules, string address, string data);
}
