using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Admin;
using Modular.Gateway.Edge;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Routing;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Keys;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>The gateway as its program builds it, on real sockets, with a registry in memory.</summary>
sealed class TestGateway : IAsyncDisposable
{
    readonly WebApplication _app;

    TestGateway(WebApplication app, FakeRegistry registry)
    {
        (_app, Registry) = (app, registry);
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, disposeHandler: true) { BaseAddress = new(app.Urls.First()) };
        Admin = new() { BaseAddress = new(app.Services.GetRequiredService<AdminServer>().Urls.Single()) };
    }

    public FakeRegistry Registry { get; }

    /// <summary>Talks to what clients see.</summary>
    public HttpClient Client { get; }

    /// <summary>Talks to the gateway's own API.</summary>
    public HttpClient Admin { get; }

    public IEnumerable<Uri> Addresses => _app.Urls.Select(url => new Uri(url));

    public IServiceProvider Services => _app.Services;

    public static Task<TestGateway> StartAsync(params (string Key, string Value)[] settings) => StartAsync(keys: null, settings);

    /// <param name="keys">What it shares with other gateways; null: nothing.</param>
    public static async Task<TestGateway> StartAsync(IKeyValueStore? keys, params (string Key, string Value)[] settings)
    {
        var registry = new FakeRegistry();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Discovery:SettleFor", (string?)"0")]).AddInMemoryCollection(
        [
            KeyValuePair.Create("Logging:LogLevel:Default", (string?)"None"),
            KeyValuePair.Create("Logging:LogLevel:Microsoft.Hosting.Lifetime", (string?)"None"),
            KeyValuePair.Create("Logging:LogLevel:Microsoft", (string?)"None"),
            KeyValuePair.Create("Logging:LogLevel:Yarp", (string?)"None"),
            KeyValuePair.Create("Admin:Urls", (string?)"http://127.0.0.1:0"),
            .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        ]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IServiceRegistry>(registry);
        if (keys is not null)
            builder.Services.AddSingleton(keys);
        builder.AddTelemetry();
        builder.AddProblems();
        builder.AddGateway();
        builder.AddEdge();
        builder.AddAdmin();

        var app = builder.Build();
        app.UseCorrelation();
        app.UseEdge();
        app.UseTrustedProxies();
        app.UseServiceRouting();
        app.UseEdgeLimits();
        app.UseOwnProblems();
        app.UseSettling();
        app.MapHealth();
        app.MapMetricsPage();
        app.MapMergedDocumentation();
        app.MapServices();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, registry);
    }

    /// <summary>Gets a path until the answer has a status.</summary>
    public async Task<HttpResponseMessage> EventuallyAsync(string path, System.Net.HttpStatusCode status)
    {
        var last = System.Net.HttpStatusCode.Unused;
        HttpResponseMessage? found = null;
        await Eventually.SoAsync(
            async () =>
            {
                var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
                last = answer.StatusCode;
                if (last == status)
                    found = answer;
                else
                    answer.Dispose();
                return found is not null;
            },
            () => $"GET {path} answers {(int)last}, not {(int)status}");
        return found!;
    }

    public async Task<JsonElement> AskAsync(string path) =>
        await Admin.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public async Task<JsonElement> InstanceAsync(string id) => await AskAsync($"/instances/{id}");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Admin.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
