using Microsoft.Extensions.Configuration;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>
/// Which signals are exported, by the standard variables: a signal is exported when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or its own
/// <c>OTEL_EXPORTER_OTLP_{TRACES,METRICS,LOGS}_ENDPOINT</c> is set, unless <c>OTEL_{TRACES,METRICS,LOGS}_EXPORTER</c> is
/// <c>none</c> or <c>OTEL_SDK_DISABLED</c> is <c>true</c>.
/// </summary>
sealed record OtlpSignals(bool Traces, bool Metrics, bool Logs)
{
    public bool Any => Traces || Metrics || Logs;

    public static OtlpSignals From(IConfiguration configuration)
    {
        var disabled = Is(configuration["OTEL_SDK_DISABLED"], "true");
        return new OtlpSignals(Wanted("TRACES"), Wanted("METRICS"), Wanted("LOGS"));

        bool Wanted(string signal) =>
            !disabled
            && !Is(configuration[$"OTEL_{signal}_EXPORTER"], "none")
            && (IsSet(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || IsSet(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
    }

    static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);

    static bool Is(string? value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
}
