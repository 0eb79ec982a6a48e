using System.Text;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Modular.Gateway.Configuration;

namespace Modular.Gateway.Edge;

/// <summary>What stands between the gateway and clients that nobody knows.</summary>
static class EdgeExtensions
{
    /// <summary>Kestrel takes a line feed for the end of a line, also without the carriage return; the server before it may not (RFC 9112, section 2.2).</summary>
    const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.Read<EdgeOptions>(EdgeOptions.Section);
        AppContext.SetSwitch(NoBareLineFeeds, isEnabled: true);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<EdgeMetrics>();
        services.AddSingleton<EdgeProblems>();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            Limit(kestrel.Limits, options);
            // Latin 1 is every byte as it is (see ConnectionPool).
            kestrel.RequestHeaderEncodingSelector = static name => name == HeaderNames.ContentLength ? DigitsOnly.Encoding : Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });
        if (options.RateLimits.Count == 0)
            return;
        services.AddRateLimiter(static _ => { });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RateLimits>();
    }

    /// <summary>
    /// Comes before routing, as what is matched must be what is sent, and before proxies are believed, as it is about who is connected.
    /// </summary>
    public static void UseEdge(this WebApplication app) => app.UseMiddleware<RequestGuard>();

    /// <summary>Comes after routing: limits are for what is forwarded, by service. Costs nothing where none is set.</summary>
    public static void UseEdgeLimits(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<EdgeOptions>();
        if (options.RateLimits.Count > 0)
            app.UseRateLimiter();
        if (options.MaxBodyBytes > 0)
            app.UseMiddleware<BodyLimit>();
    }

    static void Limit(KestrelServerLimits limits, EdgeOptions options)
    {
        limits.MaxRequestLineSize = options.MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = options.MinRequestRate == 0 ? null : new(options.MinRequestRate, options.RateGrace);
        limits.MinResponseDataRate = options.MinResponseRate == 0 ? null : new(options.MinResponseRate, options.RateGrace);
    }
}
