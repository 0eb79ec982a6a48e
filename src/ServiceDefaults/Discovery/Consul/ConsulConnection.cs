using System.Net;
using System.Text.Json;
using Modular.ServiceDefaults.Hosting;
using Refit;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Makes the client of one Consul: its address, its token, its TLS.</summary>
static class ConsulConnection
{
    static readonly RefitSettings Settings = new(new SystemTextJsonContentSerializer(new JsonSerializerOptions()))
    {
        // With their length: Consul does not read the body of /v1/session/create otherwise, and makes a session that never ends.
        Buffered = true,
        // Over TLS all blocking queries share a few connections; without, Consul only speaks HTTP/1.1 and each holds one.
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    /// <returns>A client that must be disposed, and what is asked through it. It has no timeout of its own: each request is given one.</returns>
    public static (HttpClient Http, IConsulApi Api) Open(ConsulOptions options) => Open<IConsulApi>(options);

    /// <inheritdoc cref="Open(ConsulOptions)"/>
    /// <typeparam name="TApi">The part of Consul's API that is asked.</typeparam>
    public static (HttpClient Http, TApi Api) Open<TApi>(ConsulOptions options) => Open<TApi>(options, Handler(options));

    /// <param name="handler">What sends.</param>
    public static (HttpClient Http, IConsulApi Api) Open(ConsulOptions options, HttpMessageHandler handler) => Open<IConsulApi>(options, handler);

    static (HttpClient Http, TApi Api) Open<TApi>(ConsulOptions options, HttpMessageHandler handler)
    {
        var http = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.Address.GetLeftPart(UriPartial.Path).TrimEnd('/')),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Token is not null)
            http.DefaultRequestHeaders.Add("X-Consul-Token", options.Token);
        return (http, RestService.For<TApi>(http, Settings));
    }

    static SocketsHttpHandler Handler(ConsulOptions options) => new()
    {
        // A query that waits five minutes for a change is no span of any request.
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.Timeout,
        EnableMultipleHttp2Connections = true,
        // A blocking query is silent for minutes: a machine that vanished meanwhile must be noticed all the same.
        ConnectCallback = KeptAlive.ConnectAsync,
        KeepAlivePingDelay = KeptAlive.After,
        KeepAlivePingTimeout = KeptAlive.Every * KeptAlive.Attempts,
        SslOptions = ClientTls.Options(options.CaFile, options.CertificateFile, options.KeyFile),
    };
}
