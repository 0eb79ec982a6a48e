using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Modular.ServiceDefaults.Correlation;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>One JSON object a line: what happened, and the ids that join it to the request it belongs to.</summary>
/// <remarks>
/// <c>timestamp</c> (UTC, ISO 8601), <c>level</c>, <c>category</c>, <c>message</c>; where there is one <c>traceId</c>,
/// <c>spanId</c>, <c>correlationId</c>, <c>exception</c>, and under <c>properties</c> the values of the message template.
/// </remarks>
sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "modular-json";

    static readonly JsonWriterOptions Options = new()
    {
        // The default encoder is made for HTML and would escape quotes and every letter outside of ASCII.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", LevelName(logEntry.LogLevel));
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            WriteIds(json);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", exception.ToString());
            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values)
                LogProperties.Write(json, values);
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    static void WriteIds(Utf8JsonWriter json)
    {
        if (Activity.Current is { } span)
        {
            json.WriteString("traceId", span.TraceId.ToHexString());
            json.WriteString("spanId", span.SpanId.ToHexString());
        }

        if (CorrelationId.Current is { } correlation)
            json.WriteString("correlationId", correlation);
    }

    static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
