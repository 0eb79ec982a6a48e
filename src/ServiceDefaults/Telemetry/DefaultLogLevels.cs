using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>
/// The log levels that hold where the configuration (<c>Logging:LogLevel</c>) says nothing: what the modules say, and of the
/// libraries only what needs attention.
/// </summary>
static class DefaultLogLevels
{
    static readonly Dictionary<string, string?> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Default"] = "Information",
        ["Microsoft"] = "Warning",
        // The addresses listened on.
        ["Microsoft.Hosting.Lifetime"] = "Information",
        // Nothing of it is shown at these levels, and it opens a scope for every request, which no line shows either.
        ["Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
        // Would be an error for every probe while a database is away; readiness logs the change instead.
        ["Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["System"] = "Warning",
        ["Wolverine"] = "Warning",
        // That it searches the assemblies of the modules that run here: as it should (docs/adr/0007-generated-code-is-committed.md).
        ["Wolverine.Configuration.HandlerDiscovery"] = "Error",
        ["Marten"] = "Warning",
        ["JasperFx"] = "Warning",
        ["Weasel"] = "Warning",
        ["Npgsql"] = "Warning",
        ["Yarp"] = "Warning",
        ["Polly"] = "Warning",
    };

    /// <summary>Adds them below every other source.</summary>
    public static void AddDefaultLogLevels(this IConfigurationBuilder configuration) => configuration.Sources.Insert(
        0,
        new MemoryConfigurationSource { InitialData = Levels.Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Value)) });
}
