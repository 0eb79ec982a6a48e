using Microsoft.Extensions.Configuration;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Chooses between lines for machines and lines for people.</summary>
public static class LogFormat
{
    /// <summary>Whether this process writes lines for people.</summary>
    public static bool IsForPeople(IConfiguration configuration) =>
        FormatterName(configuration, !Console.IsOutputRedirected) == TextLines.FormatterName;

    /// <summary>
    /// The formatter's name. <c>Logging:Format</c> is <c>json</c> or <c>text</c>; unset, it is text on a terminal and JSON where
    /// the output goes to a file or a pipe.
    /// </summary>
    /// <exception cref="InvalidOperationException">The setting is something else.</exception>
    internal static string FormatterName(IConfiguration configuration, bool isTerminal) => configuration["Logging:Format"]?.ToUpperInvariant() switch
    {
        null or "" => isTerminal ? TextLines.FormatterName : JsonLines.FormatterName,
        "JSON" => JsonLines.FormatterName,
        "TEXT" => TextLines.FormatterName,
        var other => throw new InvalidOperationException($"Logging:Format is '{other}'; it can be json or text."),
    };
}
