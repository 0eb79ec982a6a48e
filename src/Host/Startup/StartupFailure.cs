using Modular.Host.Commands;
using Modular.Host.Postgres;
using Modular.Host.Supervision;
using Modular.Host.Topology;
using Npgsql;
using Common = Modular.ServiceDefaults.Hosting.StartupFailure;

namespace Modular.Host.Startup;

/// <summary>Failures to start that the reader can mend, the host's own and those of every process: said in a sentence, without a stack trace.</summary>
static class StartupFailure
{
    /// <returns>What to tell the reader; null when it is a bug, which needs its stack trace.</returns>
    public static string? Explain(Exception failure) => failure switch
    {
        EmbeddedPostgresException or TopologyException or GatewayException or UnknownNameException => failure.Message,
        NpgsqlException => $"The database cannot be used: {failure.Message} Check ConnectionStrings:Modular.",
        _ => Common.Explain(failure) ?? (failure.InnerException is { } inner ? Explain(inner) : null),
    };
}
