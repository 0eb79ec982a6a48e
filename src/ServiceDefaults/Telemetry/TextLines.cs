using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Modular.ServiceDefaults.Correlation;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>One line for a person at a terminal: local time, level, where, what, and the ids in grey.</summary>
sealed class TextLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "modular-text";

    const string Grey = "\e[90m";
    const string Plain = "\e[0m";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (level, colour) = Level(logEntry.LogLevel);
        textWriter.Write($"{Grey}{time.GetLocalNow():HH:mm:ss.fff}{Plain} {colour}{level}{Plain} {Grey}{Short(logEntry.Category)}{Plain} ");
        textWriter.Write(logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" "));
        WriteIds(textWriter);
        textWriter.WriteLine();
        // A stack trace is not readable on one line.
        if (logEntry.Exception is { } exception)
            textWriter.WriteLine(exception);
    }

    static void WriteIds(TextWriter textWriter)
    {
        var correlation = CorrelationId.Current;
        var trace = Activity.Current?.TraceId.ToHexString();
        if (trace is not null)
            textWriter.Write($" {Grey}trace={trace}{Plain}");
        if (correlation is not null && correlation != trace)
            textWriter.Write($" {Grey}correlation={correlation}{Plain}");
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
