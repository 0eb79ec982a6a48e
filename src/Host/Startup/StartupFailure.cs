using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Modular.Host.Commands;
using Modular.Host.Postgres;
using Modular.Host.Topology;
using Npgsql;

namespace Modular.Host.Startup;

/// <summary>Failures to start that the reader can mend: said in a sentence, without a stack trace.</summary>
static class StartupFailure
{
    /// <returns>What to tell the reader; null when it is a bug, which needs its stack trace.</returns>
    public static string? Explain(Exception failure) => failure switch
    {
        EmbeddedPostgresException or OptionsValidationException or TopologyException or GatewayException => failure.Message,
        { InnerException: AddressInUseException } => $"{failure.Message} Another program has the address: stop it, or choose one with --urls http://localhost:8080.",
        NpgsqlException => $"The database cannot be used: {failure.Message} Check ConnectionStrings:Modular.",
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
