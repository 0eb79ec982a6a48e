using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Modular.Gateway.Configuration;
using Modular.Gateway.Registry.Api;
using Modular.Gateway.Registry.Saving;
using Modular.Gateway.Registry.State;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Registry;

/// <summary>
/// A registry that speaks the part of Consul's HTTP API that a system on one machine needs. For development: it keeps all but
/// keys in memory, knows one node, and asks nobody who they are, so it answers on loopback only.
/// </summary>
/// <remarks>An application of its own, so that nothing that the gateway does to requests is done to these.</remarks>
public sealed class EmbeddedRegistry : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly HttpProbes _probes;
    readonly KeySaver? _keys;

    EmbeddedRegistry(WebApplication app, HttpProbes probes, KeySaver? keys) => (_app, _probes, _keys) = (app, probes, keys);

    /// <value>Where it answers, with the port that it took.</value>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <param name="address">Where it answers; port 0 takes a free one.</param>
    /// <param name="keysFile">Where its keys outlive it; null: nowhere.</param>
    /// <exception cref="IOException">The port is taken, or the file can be neither read nor set aside.</exception>
    public static async Task<EmbeddedRegistry> StartAsync(Uri address, string? keysFile, TimeProvider time, ILoggerFactory logging, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(address.GetLeftPart(UriPartial.Authority));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logging);
        builder.Services.AddSingleton<IHostLifetime, OwnerDecides>();
        // Queries wait for minutes: as spans they would only hide those of the system.
        builder.Services.AddSingleton(new ActivitySource("Modular.Gateway.Registry.Unheard"));

        var app = builder.Build();
        var probes = new HttpProbes(time);
        var state = new RegistryState(time, probes, logging.CreateLogger<CheckBook>());
        var reads = new BlockingReads(state.Index, time, Chances.System, app.Lifetime.ApplicationStopping);
        app.UseThreadPool();
        app.Use(Answers.SayWhatIsNotAllowedAsync);
        var api = app.MapGroup("/v1").DisableHttpMetrics().AddEndpointFilter(UnservedQueries.RefuseAsync);
        api.MapAgent(state);
        api.MapChecks(state);
        api.MapHealthOfServices(state, reads);
        api.MapCatalog(state, reads);
        api.MapKeys(state, reads);
        api.MapSessions(state, reads);

        var keys = keysFile is null ? null : new KeySaver(state, new(keysFile, time, logging.CreateLogger<KeysFile>()), time, logging.CreateLogger<KeySaver>());
        var registry = new EmbeddedRegistry(app, probes, keys);
        try
        {
            keys?.Start();
            await app.StartAsync(cancellation);
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it. Queries that wait are answered first, until <paramref name="cancellation"/> says that there is no time left.</summary>
    public Task StopAsync(CancellationToken cancellation) => _app.StopAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_keys is not null)
            await _keys.DisposeAsync();
        _probes.Dispose();
    }

    /// <summary>Leaves Ctrl-C and SIGTERM to the process that it runs in.</summary>
    sealed class OwnerDecides : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
