using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>An instance on a real socket. It is healthy until told otherwise, and answers requests as the test says.</summary>
sealed class Upstream : IAsyncDisposable
{
    readonly WebApplication _app;
    int _requests;

    Upstream(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Requests so far, without those for its health.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public int HealthStatus { get; set; } = StatusCodes.Status200OK;

    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync("hello");

    public static async Task<Upstream> StartAsync(RequestDelegate? answer = null, int port = 0, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenLocalhostOn(port, protocols);
        });
        var upstream = new Upstream(builder.Build());
        if (answer is not null)
            upstream.Answer = answer;
        upstream._app.UseWebSockets();
        upstream._app.Run(upstream.HandleAsync);
        await upstream._app.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }

    /// <summary>As it would register.</summary>
    public ServiceInstance Instance(string service, string routes, params (string Key, string Value)[] metadata) => new(
        $"{service}-{Address.Host}-{Address.Port}",
        service,
        Address,
        new ServiceMetadata([KeyValuePair.Create(ServiceMetadata.Routes, routes), .. metadata.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))]));

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            context.Response.StatusCode = HealthStatus;
            return Task.CompletedTask;
        }

        Interlocked.Increment(ref _requests);
        return Answer(context);
    }
}

static class KestrelExtensions
{
    public static void ListenLocalhostOn(this KestrelServerOptions kestrel, int port, HttpProtocols protocols) =>
        kestrel.Listen(System.Net.IPAddress.Loopback, port, listen => listen.Protocols = protocols);
}
