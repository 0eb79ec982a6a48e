using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// What a request says of its way here. <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed when they come from a proxy that the
/// operator named, and then services are told of the client behind it. From anybody else they are replaced by what the gateway sees.
/// </summary>
static class TrustedProxies
{
    /// <summary>Comes first: all that follows sees the client, not the proxy.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        // RFC 7239's header is not spoken here: what came as it is no proxy's word, and services must not take it for ours.
        app.Use(static next => context =>
        {
            context.Request.Headers.Remove("Forwarded");
            return next(context);
        });
        var proxies = app.Services.GetRequiredService<ForwardingOptions>().TrustedProxies;
        if (proxies.Count == 0)
            return;
        var trust = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All & ~ForwardedHeaders.XForwardedPrefix, ForwardLimit = null };
        trust.KnownProxies.Clear();
        trust.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            trust.KnownIPNetworks.Add(Parse(proxy)!.Value);
        app.UseForwardedHeaders(trust);
    }

    /// <param name="text">An address, or a network such as <c>10.0.0.0/8</c>.</param>
    /// <returns>Null when it is neither.</returns>
    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
