using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Edge;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.Gateway.Tests.Edge;

/// <summary>The gateway with its edge as its program builds it, on a real port, for clients that write byte by byte.</summary>
sealed class EdgeGateway : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly WebApplication _app;

    EdgeGateway(WebApplication app, FakeRegistry registry)
    {
        (_app, Registry) = (app, registry);
        Client = new() { BaseAddress = new(app.Urls.First()) };
    }

    public FakeRegistry Registry { get; }

    public HttpClient Client { get; }

    public IEnumerable<Uri> Addresses => _app.Urls.Select(url => new Uri(url));

    public IServiceProvider Services => _app.Services;

    public static async Task<EdgeGateway> StartAsync(params (string Key, string Value)[] settings)
    {
        var registry = new FakeRegistry();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            .. new[] { "Default", "Microsoft", "Microsoft.Hosting.Lifetime", "Yarp" }.Select(category => KeyValuePair.Create($"Logging:LogLevel:{category}", (string?)"None")),
            // Upstreams count what they get: nobody but the test may ask them.
            KeyValuePair.Create("Health:Active", (string?)"false"),
            .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        ]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IServiceRegistry>(registry);
        builder.AddTelemetry();
        builder.AddProblems();
        builder.AddGateway();
        builder.AddEdge();

        var app = builder.Build();
        app.UseCorrelation();
        app.UseEdge();
        app.UseTrustedProxies();
        app.UseRouting();
        app.UseEdgeLimits();
        app.UseOwnProblems();
        app.MapHealth();
        app.MapMetricsPage();
        app.MapMergedDocumentation();
        app.MapServices();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, registry);
    }

    /// <summary>Waits until each of these paths reaches its service.</summary>
    public Task RoutedAsync(params string[] paths) => Eventually.SoAsync(async () =>
    {
        foreach (var path in paths)
        {
            using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK)
                return false;
        }

        return true;
    });

    /// <summary>Writes it, each character a byte, and reads what comes back until the gateway closes the connection, or has no more to say.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Client.BaseAddress!.Port, late.Token);
        var answer = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(request), late.Token);
            for (int read; (read = await socket.ReceiveAsync(buffer, late.Token)) > 0; late.CancelAfter(Pause))
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (OperationCanceledException) when (answer.Length > 0)
        {
            // It waits for the next request.
        }
        catch (SocketException)
        {
            // A server that refuses does not always read to the end; the rest of its answer may be lost with the connection.
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
