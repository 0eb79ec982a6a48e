using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace Modular.Host.Commands;

/// <summary>Keeps standard output clean for a program that reads it.</summary>
static class StandardOutput
{
    /// <summary>With <c>--json</c>, standard output is the result and nothing else: log and greetings go to standard error.</summary>
    public static void KeepCleanForJson(this WebApplicationBuilder builder, string[] args)
    {
        if (!args.Contains("--json", StringComparer.Ordinal))
            return;

        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
