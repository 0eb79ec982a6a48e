using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace Modular.Host.Commands;

/// <summary>
/// Keeps standard output clean for whoever reads it. JasperFx tells in which assemblies it searches for commands before it runs one;
/// what it says is held back until our own command takes the console, or until the end.
/// </summary>
static partial class StandardOutput
{
    const int PipedWidth = 240;

    static StringWriter? _held;
    static bool _isJson;

    /// <summary>With <c>--json</c>, standard output is the result and nothing else: log and greetings go to standard error.</summary>
    public static void KeepOutputClean(this WebApplicationBuilder builder, string[] args)
    {
        _isJson = args.Contains("--json", StringComparer.Ordinal);
        if (_isJson)
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (args is ["help" or "?" or "up" or "status" or "ledger", ..])
            AnsiConsole.Console = To(_held = new StringWriter());
        else if (_isJson)
            AnsiConsole.Console = To(Console.Error);
    }

    /// <summary>From here on what is written is meant to be read.</summary>
    public static void Take()
    {
        _held = null;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_isJson ? Console.Error : Console.Out) });
        // For grep and for a log, a line of a table is a line.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipedWidth;
    }

    /// <summary>Writes what was held back, if no command of ours has run: the list of commands, or how to use one.</summary>
    public static void Release()
    {
        if (_held is not null)
            Console.Out.Write(Search().Replace($"{_held}", "").TrimStart('\r', '\n'));
    }

    static IAnsiConsole To(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = Console.IsOutputRedirected ? 120 : Math.Max(80, Console.WindowWidth);
        return console;
    }

    [GeneratedRegex(@"Searching\s'[^']*'\s+for\s+commands\s*", RegexOptions.NonBacktracking)]
    private static partial Regex Search();
}
