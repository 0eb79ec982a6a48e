using System.Net;
using System.Net.Sockets;
using System.Text;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>Connections that are made and kept in one way: those of all services, or of one.</summary>
/// <remarks>
/// A service's own is replaced when its settings change. The old one is closed when its last request has ended, so that none fails; until then
/// there are the connections of both.
/// </remarks>
sealed class ConnectionPool : IDisposable
{
    readonly ConnectionSlots? _slots;
    readonly bool _isHttp2;
    // Far below zero once it is retired.
    int _users;

    /// <param name="forwarding">How all services are connected to.</param>
    /// <param name="own">What one service wants of it otherwise; null for the pool of all.</param>
    /// <param name="traffic">That service; null for all.</param>
    /// <param name="meters">Whom the handler tells its measurements.</param>
    public ConnectionPool(ForwardingOptions forwarding, ConnectionOptions? own, ServiceTraffic? traffic, UnheardMeters meters)
    {
        Options = own;
        _isHttp2 = own is { Http2: true };
        Http1 = new() { ActivityTimeout = forwarding.IdleTimeout, Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        Http2 = new() { ActivityTimeout = forwarding.IdleTimeout, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
#pragma warning disable CA2000 // The invoker disposes of it.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = forwarding.ConnectTimeout,
            // Bytes beyond ASCII pass as they are (and see EdgeExtensions): what they mean is between the client and the service. Those of
            // answers are read so anyway.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            // To see whether a service wants a long body at all (see Attempt), and no longer where it never says so.
            Expect100ContinueTimeout = TimeSpan.FromMilliseconds(100),
            // The trace context is among the headers of the request already (see RequestForwarder): a span of the handler's own, for
            // every attempt, would be the largest single cost of the gateway.
            ActivityHeadersPropagator = null,
            MeterFactory = meters,
        };
#pragma warning restore CA2000
        if (own is not null && traffic is not null)
        {
            own.Apply(handler);
            handler.ConnectCallback = (context, cancellation) => ConnectAsync(own, traffic, context, cancellation);
            _slots = own.MaxConnections is { } most ? new(most, traffic) : null;
        }

        Client = new(handler, disposeHandler: true);
    }

    /// <summary>Null for the pool of all services.</summary>
    public ConnectionOptions? Options { get; }

    /// <summary>How an instance is spoken to in HTTP/1.1.</summary>
    public ForwarderRequestConfig Http1 { get; }

    /// <summary>How an instance is spoken to in HTTP/2, with TLS or without.</summary>
    public ForwarderRequestConfig Http2 { get; }

    public HttpMessageInvoker Client { get; }

    /// <summary>How an instance is spoken to.</summary>
    public ForwarderRequestConfig ConfigOf(Registration registration) => _isHttp2 || registration.IsHttp2 ? Http2 : Http1;

    /// <summary>Where an instance is reached.</summary>
    public string AddressOf(Registration registration) => (Options?.Tls).AddressOf(registration);

    /// <summary>Uses it, until <see cref="Leave(Destination, ForwarderRequestConfig)"/>, unless it is retired.</summary>
    public bool TryTake()
    {
        if (Options is null || Interlocked.Increment(ref _users) > 0)
            return true;
        Interlocked.Decrement(ref _users);
        return false;
    }

    /// <summary>Waits until a destination has a connection for one more request, which <see cref="Leave(Destination, ForwarderRequestConfig)"/> gives back.</summary>
    /// <returns>Null when it has; else what there is too much of, of <see cref="Overload"/>, and the pool is left.</returns>
    public ValueTask<string?> EnterAsync(Destination destination, ForwarderRequestConfig config, CancellationToken timeout, CancellationToken aborted) =>
        SlotsOf(config) is { } slots ? WaitAsync(slots, destination, timeout, aborted) : default;

    /// <summary>A request that has entered is over.</summary>
    public void Leave(Destination destination, ForwarderRequestConfig config)
    {
        if (Options is null)
            return;
        SlotsOf(config)?.Release(destination);
        Leave();
    }

    /// <summary>Closes it when its last request has ended.</summary>
    public void Retire()
    {
        if (Interlocked.Add(ref _users, int.MinValue) == int.MinValue)
            Dispose();
    }

    public void Dispose() => Client.Dispose();

    // A connection in HTTP/2 takes many requests.
    ConnectionSlots? SlotsOf(ForwarderRequestConfig config) => ReferenceEquals(config, Http1) ? _slots : null;

    async ValueTask<string?> WaitAsync(ConnectionSlots slots, Destination destination, CancellationToken timeout, CancellationToken aborted)
    {
        var limit = await slots.WaitAsync(destination, timeout, aborted);
        if (limit is not null)
            Leave();
        return limit;
    }

    void Leave()
    {
        if (Interlocked.Decrement(ref _users) == int.MinValue)
            Dispose();
    }

    static async ValueTask<Stream> ConnectAsync(ConnectionOptions options, ServiceTraffic traffic, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        if (!traffic.TryWait())
            throw new OverloadException(Overload.PendingRequests);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            options.Apply(socket);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return await InstanceTls.SecureAsync(options.Tls, new NetworkStream(socket, ownsSocket: true), context, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            traffic.StopWaiting();
        }
    }
}
