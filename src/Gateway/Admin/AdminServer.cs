using System.Text.Json.Serialization;
using Modular.Gateway.Configuration;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Problems;
using Scalar.AspNetCore;

namespace Modular.Gateway.Admin;

/// <summary>
/// Serves the <see cref="AdminApi"/> on addresses of its own. A whole web application of its own: it shares no endpoint, no middleware and
/// no server with what faces clients, so that no route, host name or path can ever lead there.
/// </summary>
sealed partial class AdminServer(AdminApi api, AdminOptions options, ILoggerFactory loggers, ILogger<AdminServer> log) : IHostedService, IAsyncDisposable
{
    WebApplication? _app;

    /// <summary>Where it listens; empty when it does not.</summary>
    public IEnumerable<string> Urls => _app?.Urls ?? [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Urls.Length == 0)
            return;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, Led>();
        builder.Services.AddRoutingCore();
        builder.Services.AddOpenApi(document => document.AddDocumentTransformer((openApi, _, _) =>
        {
            openApi.Info.Title = "Modular gateway";
            openApi.Info.Description = "What the gateway knows, what it decided and why, and what an operator can make it do.";
            return Task.CompletedTask;
        }));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull);
        builder.AddProblems();

        _app = builder.Build();
        _app.UseThreadPool();
        _app.UseProblems();
        _app.UseSameOrigin();
        api.Map(_app);
        _app.MapOpenApi();
        _app.MapScalarApiReference("/scalar", scalar => scalar.WithTitle("Modular gateway").WithOpenApiRoutePattern("/openapi/v1.json"));
        await _app.StartAsync(cancellationToken);
        LogListening(string.Join(", ", _app.Urls));
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Lives and stops with the gateway: signals are not for it.</summary>
    sealed class Led : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "The gateway's own API listens on {Urls}")]
    partial void LogListening(string urls);
}
