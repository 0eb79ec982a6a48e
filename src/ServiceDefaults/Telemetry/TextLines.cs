using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Modular.ServiceDefaults.Correlation;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>One line for a person at a terminal: local time, level, where, what, and the ids in grey.</summary>
/// <param name="time">Says when, and in which time zone.</param>
/// <param name="colours">Whether the output understands ANSI colours.</param>
sealed class TextLines(TimeProvider time, bool colours) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "modular-text";

    const string Grey = "\e[90m";
    const string Plain = "\e[0m";

    /// <summary>With colours on a terminal, unless <c>NO_COLOR</c> is set (https://no-color.org).</summary>
    public TextLines(TimeProvider time)
        : this(time, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
    {
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (level, colour) = Level(logEntry.LogLevel);
        Write(textWriter, Grey, $"{time.GetLocalNow():HH:mm:ss.fff} ");
        Write(textWriter, colour, level);
        Write(textWriter, Grey, $" {Short(logEntry.Category)} ");
        textWriter.Write(logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" "));
        Write(textWriter, Grey, Ids());
        textWriter.WriteLine();
        // A stack trace is not readable on one line.
        if (logEntry.Exception is { } exception)
            textWriter.WriteLine(exception);
    }

    void Write(TextWriter textWriter, string colour, string text) => textWriter.Write(colours ? $"{colour}{text}{Plain}" : text);

    static string Ids()
    {
        var trace = Activity.Current?.TraceId.ToHexString();
        var correlation = CorrelationId.Current;
        return (trace is null ? "" : $" trace={trace}") + (correlation is null || correlation == trace ? "" : $" correlation={correlation}");
    }

    static string Short(string category) => category[(category.LastIndexOf('.') + 1)..];

    static (string Name, string Colour) Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => ("dbug", Grey),
        LogLevel.Information => ("info", "\e[32m"),
        LogLevel.Warning => ("warn", "\e[33m"),
        LogLevel.Error => ("fail", "\e[31m"),
        _ => ("crit", "\e[1;31m"),
    };
}
