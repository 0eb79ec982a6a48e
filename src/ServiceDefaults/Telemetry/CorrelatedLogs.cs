using Modular.ServiceDefaults.Correlation;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Puts the correlation id on exported log records; the trace id is on them already.</summary>
sealed class CorrelatedLogs : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (CorrelationId.Current is { } id)
            data.Attributes = [.. data.Attributes ?? [], new(CorrelationId.Attribute, id)];
    }
}
