using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;
using Wolverine;
using Wolverine.Http;

namespace Modular.ServiceDefaults.Tests;

/// <summary>A service as the host builds one, on a real socket, with the endpoints and handlers of this assembly.</summary>
public sealed class Service : IAsyncLifetime
{
    readonly LogLines _lines = new();
    WebApplication? _app;

    /// <summary>Talks to the service.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>Each log line as the JSON formatter wrote it.</summary>
    public IReadOnlyCollection<JsonElement> Log => _lines.Written;

    public IServiceProvider Services => _app!.Services;

    /// <summary>What Wolverine made of the endpoints.</summary>
    public IEnumerable<HttpChain> Endpoints => ((IEndpointRouteBuilder)_app!).DataSources.OfType<HttpGraph>().SelectMany(graph => graph.Chains);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddTelemetry();
        builder.AddProblems();
        builder.AddHealth().AddMessageStore();
        builder.Logging.AddProvider(_lines);
        builder.Services.AddWolverineHttp();
        builder.Host.UseWolverine(options =>
        {
            options.ApplicationAssembly = typeof(Service).Assembly;
            options.UseCorrelation();
            options.UseQuietMessageLogs();
        });

        _app = builder.Build();
        _app.UseCorrelation();
        _app.UseProblems();
        _app.MapHealth();
        _app.MapMetricsPage();
        _app.MapWolverineEndpoints(options => options.UseCorrelation());
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    /// <summary>The first log line with this message, within ten seconds.</summary>
    public async Task<JsonElement> LogLine(string message)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            foreach (var line in Log)
                if (line.GetProperty("message").GetString() == message)
                    return line;

            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"No log line '{message}' among: {string.Join('\n', Log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Formats on the thread that logs, as the console does, and keeps the lines.</summary>
    sealed class LogLines : ILoggerProvider
    {
        readonly JsonLines _formatter = new(TimeProvider.System);

        public ConcurrentQueue<JsonElement> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
            // Nothing is held open.
        }

        sealed class Logger(LogLines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                using var writer = new StringWriter();
                lines._formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), null, writer);
                lines.Written.Enqueue(JsonDocument.Parse(writer.ToString()).RootElement);
            }
        }
    }
}
