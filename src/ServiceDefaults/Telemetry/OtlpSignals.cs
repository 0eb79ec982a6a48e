using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

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

    /// <summary>
    /// Applies what is set for one signal alone; the exporter has read the variables that hold for all. (The exporter reads the
    /// variables of a signal by itself only where all three signals are exported.)
    /// </summary>
    public static void Apply(IConfiguration configuration, string signal, OtlpExporterOptions options)
    {
        if (Own("ENDPOINT") is { } endpoint)
            options.Endpoint = new Uri(endpoint);
        if (Own("PROTOCOL") is { } protocol)
            options.Protocol = protocol == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        if (Own("HEADERS") is { } headers)
            options.Headers = headers;
        if (Own("TIMEOUT") is { } timeout)
            options.TimeoutMilliseconds = int.Parse(timeout, CultureInfo.InvariantCulture);

        string? Own(string setting) => configuration[$"OTEL_EXPORTER_OTLP_{signal}_{setting}"] is { Length: > 0 } value ? value : null;
    }

    static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);

    static bool Is(string? value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
}
