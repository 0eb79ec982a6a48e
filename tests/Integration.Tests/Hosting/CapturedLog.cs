using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Correlation;

namespace Modular.Integration.Tests.Hosting;

/// <summary>Keeps what a host logs, with the correlation id of the moment.</summary>
sealed class CapturedLog : ILoggerProvider
{
    readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>The types of the modules' messages that were handled, in order.</summary>
    public IReadOnlyList<string> Handled =>
    [
        .. _lines.Where(line => line.Text.StartsWith("Successfully processed message", StringComparison.Ordinal))
            .Where(line => line.Category.StartsWith("Modular.", StringComparison.Ordinal))
            .Select(line => line.Category.Split('.')[^1]),
    ];

    /// <summary>The rehearsals that went well.</summary>
    public IReadOnlyList<string> Rehearsed =>
    [
        .. _lines.Where(line => line.Category.EndsWith(".Preparation", StringComparison.Ordinal) && line.Level == LogLevel.Debug)
            .Select(line => line.Text.Split(' ')[0]),
    ];

    /// <summary>Shows in the output of the current test what went wrong in the host so far.</summary>
    public void ShowWarnings()
    {
        foreach (var line in _lines.Where(line => line.Level >= LogLevel.Warning))
            TestContext.Current.TestOutputHelper?.WriteLine($"{line.Level} {line.Category}: {line.Text} {line.Failure}");
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // Nothing is held open.
    }

    sealed class Logger(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception, CorrelationId.Current));
    }
}

sealed record LogLine(string Category, LogLevel Level, string Text, Exception? Failure, string? CorrelationId);
