using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Modular.Benchmarks.Processes;
using Modular.Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Modular.Benchmarks.Proxying;

/// <summary>YARP as its documentation shows it, with one route and nothing else: what the gateway is held against.</summary>
static class BareYarp
{
    public const string Role = "role:yarp";

    /// <param name="urls">Its own, then those of the upstream.</param>
    public static Task RunAsync(string[] urls)
    {
        SocketThreads.CompleteInline();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(urls[0]);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "bench", ClusterId = "bench", Match = new() { Path = "/bench/{**rest}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "bench",
                    Destinations = urls[1..].ToDictionary(url => url, url => new DestinationConfig { Address = url }, StringComparer.Ordinal),
                    // As the gateway speaks to its instances, without asking for HTTP/2 first.
                    HttpRequest = new() { Version = System.Net.HttpVersion.Version11 },
                },
            ]);
        var app = builder.Build();
        app.MapReverseProxy();
        app.MapGet("/metrics", () => $"{HostMetrics.Allocated} {GC.GetTotalAllocatedBytes()}\n");
        return app.RunAsync();
    }
}
