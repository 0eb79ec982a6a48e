using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Export over OTLP. Address, protocol, headers, sampling and names come from the standard <c>OTEL_*</c> variables.</summary>
static class Otlp
{
    /// <summary>Adds the export of the signals that are wanted. None wanted: nothing is added and nothing is paid.</summary>
    public static void AddOtlp(this IHostApplicationBuilder builder)
    {
        var signals = OtlpSignals.From(builder.Configuration);
        if (!signals.Any)
            return;

        // ASP.NET Core reads traceparent by itself; with the default propagator the instrumentation would read it, and baggage, once more.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => Describe(resource, builder));
        if (signals.Traces)
            telemetry.WithTracing(traces => Trace(traces).AddOtlpExporter(Exporter("TRACES")));
        if (signals.Metrics)
            telemetry.WithMetrics(metrics => metrics.AddMeter([.. Meters.Exported]).AddOtlpExporter(Exporter("METRICS")));
        if (signals.Logs)
            telemetry.WithLogging(
                logs => logs.AddProcessor(new CorrelatedLogs()).AddOtlpExporter(Exporter("LOGS")),
                options => options.IncludeFormattedMessage = true);

        Action<OtlpExporterOptions> Exporter(string signal) => options => OtlpSignals.Apply(builder.Configuration, signal, options);
    }

    static void Describe(ResourceBuilder resource, IHostApplicationBuilder builder)
    {
        var version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString();
        resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName, serviceVersion: version);
        // Again, so that OTEL_RESOURCE_ATTRIBUTES wins over what was just said.
        resource.AddEnvironmentVariableDetector();
    }

    static TracerProviderBuilder Trace(TracerProviderBuilder traces) => traces
        .AddAspNetCoreInstrumentation(options => options.Filter = IsOfInterest)
        .AddHttpClientInstrumentation()
        .AddNpgsql()
        .AddSource("Wolverine", "Marten", "Modular*")
        .AddProcessor(new PollingFilter());

    // Probes and scrapes would be most of the traces of a quiet system.
    static bool IsOfInterest(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);
}
