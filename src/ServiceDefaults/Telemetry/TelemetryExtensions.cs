using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Modular.ServiceDefaults.Correlation;
using Prometheus;
using Wolverine;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Logs, traces and metrics, the same in every process.</summary>
public static class TelemetryExtensions
{
    /// <summary>
    /// Adds logs on standard output (<c>Logging:Format</c>: <c>json</c> or <c>text</c>), trace and correlation ids, the figures for
    /// <see cref="MapMetricsPage"/>, and the export by the standard <c>OTEL_*</c> variables where one names an endpoint.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        TraceIds.Ensure();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Configuration.AddDefaultLogLevels();
        builder.Logging.AddLogLines(builder.Configuration);
        builder.AddOtlp();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<MetricsRegistry>();
        builder.Services.AddSingleton<MetricsPage>();
        builder.Services.AddTransient<CorrelationHandler>();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler<CorrelationHandler>());
    }

    /// <summary>
    /// Lowers to Debug what Wolverine says about each message that went well. It says so in the message's own category, where the
    /// levels of the libraries do not reach.
    /// </summary>
    public static void UseQuietMessageLogs(this WolverineOptions options) => options.Policies.MessageSuccessLogLevel(LogLevel.Debug);

    /// <summary>Serves <c>/metrics</c> in the Prometheus text format. Collecting starts here.</summary>
    public static IEndpointConventionBuilder MapMetricsPage(this IEndpointRouteBuilder endpoints)
    {
        _ = endpoints.ServiceProvider.GetRequiredService<MetricsPage>();
        return endpoints
            .MapMetrics("/metrics", endpoints.ServiceProvider.GetRequiredService<MetricsRegistry>().Collectors)
            .DisableHttpMetrics()
            .ExcludeFromDescription()
            .AllowAnonymous();
    }

    /// <summary>Logs in the same lines before there is a host to log with.</summary>
    public static void AddStartupLines(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.AddLogLines(configuration);
    }

    static void AddLogLines(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = LogFormat.FormatterName(configuration, !Console.IsOutputRedirected));
        logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<TextLines, ConsoleFormatterOptions>();
    }
}
