using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway;
using Modular.Gateway.Discovery;
using Modular.Gateway.Routing;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.Benchmarks.Discovery;

/// <summary>The gateway in this process, with a server that answers for all instances.</summary>
sealed class RunningGateway : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly WebApplication _gateway;
    readonly WebApplication _upstream;

    RunningGateway(WebApplication gateway, WebApplication upstream, ScriptedRegistry registry) =>
        (_gateway, _upstream, Registry, Client) = (gateway, upstream, registry, new() { BaseAddress = new(gateway.Urls.First()) });

    public ScriptedRegistry Registry { get; }

    public HttpClient Client { get; }

    ServiceDirectory Directory => _gateway.Services.GetRequiredService<ServiceDirectory>();

    /// <summary>Starts it and waits until every service is routed to.</summary>
    /// <param name="checks">Whether instances are asked for their health, which costs the same whether anything changes or not.</param>
    public static async Task<RunningGateway> StartAsync(int services, int instances, bool checks, CancellationToken cancellation)
    {
        var upstream = await UpstreamAsync(cancellation);
        var registry = new ScriptedRegistry(services, instances, new Uri(upstream.Urls.First()).Port);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("Logging:LogLevel:Default", (string?)"Error"),
            KeyValuePair.Create("Logging:LogLevel:Microsoft.Hosting.Lifetime", (string?)"Error"),
            KeyValuePair.Create("Health:Active", (string?)$"{checks}"),
        ]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IServiceRegistry>(registry);
        builder.AddTelemetry();
        builder.AddProblems();
        builder.AddGateway();
        var app = builder.Build();
        app.UseCorrelation();
        app.UseServiceRouting();
        app.UseOwnProblems();
        app.MapServices();
        await app.StartAsync(cancellation);
        var running = new RunningGateway(app, upstream, registry);
        await running.UntilRoutedAsync(services - 1, cancellation);
        return running;
    }

    /// <summary>Waits until requests for a service are answered.</summary>
    /// <returns>How long it took.</returns>
    public Task<TimeSpan> UntilRoutedAsync(int service, CancellationToken cancellation) => UntilAsync(
        async () => await GetAsync(service, cancellation) == HttpStatusCode.OK, $"{ScriptedRegistry.NameOf(service)} is not routed to", cancellation);

    /// <summary>Waits until an instance gets its share of the requests for its service.</summary>
    /// <returns>How long it took.</returns>
    public Task<TimeSpan> UntilPickedAsync(int service, string instance, CancellationToken cancellation) => UntilAsync(
        () => Task.FromResult(Directory.Find(ScriptedRegistry.NameOf(service))!.Service.Candidates.Destinations.Any(destination => destination.Id == instance)),
        $"{instance} gets nothing", cancellation);

    public async Task<HttpStatusCode> GetAsync(int service, CancellationToken cancellation)
    {
        using var answer = await Client.GetAsync(new Uri(ScriptedRegistry.PathOf(service), UriKind.Relative), cancellation);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    static async Task<TimeSpan> UntilAsync(Func<Task<bool>> look, string missing, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await look())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new BenchmarkException($"{missing} after {Patience.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellation);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    static async Task<WebApplication> UpstreamAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, 0));
        var upstream = builder.Build();
        upstream.Run(static context => context.Response.WriteAsync("ok"));
        await upstream.StartAsync(cancellation);
        return upstream;
    }
}
