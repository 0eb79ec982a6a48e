using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Modular.Host.Commands;

/// <summary>
/// Keeps standard output clean for whoever reads it: JasperFx tells in which assemblies it searches for commands before it runs one,
/// which nobody asked. With <c>--json</c>, standard output is the result and nothing else: log and greetings go to standard error.
/// </summary>
static class StandardOutput
{
    const int PipedWidth = 240;

    public static void KeepOutputClean(this WebApplicationBuilder builder, string[] args)
    {
        if (args is not [var command, ..] || command.StartsWith('-'))
            return;
        var isJson = args.Contains("--json", StringComparer.Ordinal);
        if (isJson)
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        AnsiConsole.Console = To(isJson ? Console.Error : Console.Out, isJson ? Console.IsErrorRedirected : Console.IsOutputRedirected);
    }

    static WithoutSearch To(TextWriter output, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        // For grep, and in a log, a line of a table is a line.
        if (isRedirected)
            console.Profile.Width = PipedWidth;
        return new WithoutSearch(console);
    }
}

/// <summary>A console that shows everything but the lines of JasperFx's search.</summary>
sealed partial class WithoutSearch(IAnsiConsole inner) : IAnsiConsole
{
    bool _isSearch;

    public Profile Profile => inner.Profile;

    public IAnsiConsoleCursor Cursor => inner.Cursor;

    public IAnsiConsoleInput Input => inner.Input;

    public IExclusivityMode ExclusivityMode => inner.ExclusivityMode;

    public RenderPipeline Pipeline => inner.Pipeline;

    public void Clear(bool home) => inner.Clear(home);

    public void WriteAnsi(Action<AnsiWriter> action) => inner.WriteAnsi(action);

    // The end of a line comes by itself, after it.
    public void Write(IRenderable renderable)
    {
        var text = string.Concat(renderable.GetSegments(inner).Select(segment => segment.Text));
        var isRest = _isSearch && string.IsNullOrWhiteSpace(text);
        _isSearch = Search().IsMatch(text);
        if (!_isSearch && !isRest)
            inner.Write(renderable);
    }

    // The line may be broken to the terminal's width.
    [GeneratedRegex(@"^\s*Searching\s'[^']*'\s+for\s+commands\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Search();
}
