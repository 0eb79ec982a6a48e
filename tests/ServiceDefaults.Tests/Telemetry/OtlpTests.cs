using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Modular.ServiceDefaults.Telemetry;
using OpenTelemetry.Exporter;

namespace Modular.ServiceDefaults.Tests.Telemetry;

public sealed class OtlpTests
{
    const string Everything = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Fact]
    public void Nothing_is_exported_unless_an_endpoint_is_named() => Assert.False(Signals().Any);

    [Fact]
    public void The_common_endpoint_is_for_all_signals() => Assert.Equal(new OtlpSignals(true, true, true), Signals((Everything, "http://c:4317")));

    [Fact]
    public void An_endpoint_of_a_signal_is_for_that_signal() =>
        Assert.Equal(new OtlpSignals(true, false, false), Signals(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4317")));

    [Fact]
    public void A_signal_can_be_left_out() =>
        Assert.Equal(new OtlpSignals(true, false, true), Signals((Everything, "http://c:4317"), ("OTEL_METRICS_EXPORTER", "none")));

    [Fact]
    public void What_is_set_for_one_signal_is_applied_to_it()
    {
        var options = new OtlpExporterOptions();

        OtlpSignals.Apply(
            Settings(
                ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "key=value"),
                ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "1234")),
            "LOGS",
            options);

        Assert.Equal((OtlpExportProtocol.HttpProtobuf, "key=value", 1234), (options.Protocol, options.Headers, options.TimeoutMilliseconds));
    }

    [Fact]
    public void The_standard_switch_turns_everything_off() => Assert.False(Signals((Everything, "http://c:4317"), ("OTEL_SDK_DISABLED", "true")).Any);

    [Theory]
    [InlineData("", "", "/v1/logs /v1/metrics /v1/traces")]
    [InlineData("OTEL_LOGS_EXPORTER", "none", "/v1/metrics /v1/traces")]
    [InlineData("OTEL_METRICS_EXPORTER", "none", "/v1/logs /v1/traces")]
    [InlineData("OTEL_TRACES_EXPORTER", "none", "/v1/logs /v1/metrics")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "{collector}/elsewhere", "/elsewhere /v1/logs /v1/metrics")]
    public async Task What_is_wanted_and_only_that_reaches_the_collector(string variable, string value, string expected)
    {
        var paths = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await using var collector = await Started(WebApplication.CreateSlimBuilder(), app => app.Run(context =>
        {
            paths[context.Request.Path.Value!] = true;
            return Task.CompletedTask;
        }));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration[Everything] = collector.Urls.Single();
        builder.Configuration[variable] = value.Replace("{collector}", collector.Urls.Single(), StringComparison.Ordinal);
        builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        builder.AddTelemetry();
        await using (var service = await Started(builder, app => app.MapGet("/", () => "hello")))
        {
            using var client = new HttpClient();
            await client.GetStringAsync(new Uri(service.Urls.Single()), TestContext.Current.CancellationToken);
            await service.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, string.Join(' ', paths.Keys.Order(StringComparer.Ordinal)));
    }

    static async Task<WebApplication> Started(WebApplicationBuilder builder, Action<WebApplication> configure)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        configure(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    static OtlpSignals Signals(params (string Key, string Value)[] settings) => OtlpSignals.From(Settings(settings));

    static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
