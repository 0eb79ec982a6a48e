using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>The connections to instances: one pool for all services, so that routes may come and go without closing any.</summary>
sealed class Upstream : IForwarderHttpClientFactory, IDisposable
{
    readonly HttpMessageInvoker _client;
    readonly UnheardMeters _meters = new();

    public Upstream(ForwardingOptions options)
    {
        Http1 = new() { ActivityTimeout = options.IdleTimeout, Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        Http2 = new() { ActivityTimeout = options.IdleTimeout, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
#pragma warning disable CA2000 // The invoker disposes of it.
        _client = new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                UseCookies = false,
                EnableMultipleHttp2Connections = true,
                ConnectTimeout = options.ConnectTimeout,
                // The trace context is among the headers of the request already (see RequestForwarder): a span of the handler's own, for
                // every attempt, would be the largest single cost of the gateway.
                ActivityHeadersPropagator = null,
                MeterFactory = _meters,
            },
            disposeHandler: true);
#pragma warning restore CA2000
    }

    /// <summary>How an instance is spoken to in HTTP/1.1.</summary>
    public ForwarderRequestConfig Http1 { get; }

    /// <summary>How an instance is spoken to in HTTP/2, with TLS or without.</summary>
    public ForwarderRequestConfig Http2 { get; }

    public HttpMessageInvoker Client => _client;

    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => _client;

    public void Dispose()
    {
        _client.Dispose();
        _meters.Dispose();
    }
}
