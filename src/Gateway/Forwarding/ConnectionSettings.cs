using System.Net.Sockets;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Forwarding;

/// <summary>Puts <see cref="ConnectionOptions"/> into the words of .NET. What they do not say stays as it is.</summary>
/// <remarks>A document may ask for more than .NET and Linux can count to: it gets the most there is.</remarks>
static class ConnectionSettings
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void Apply(this ConnectionOptions options, SocketsHttpHandler handler)
    {
        // Requests are held back before they come here; this keeps the number where one is just being closed.
        handler.MaxConnectionsPerServer = options.MaxConnections ?? handler.MaxConnectionsPerServer;
        handler.ConnectTimeout = Capped(options.ConnectTimeout) ?? handler.ConnectTimeout;
        handler.PooledConnectionIdleTimeout = options.IdleTimeout ?? handler.PooledConnectionIdleTimeout;
        handler.PooledConnectionLifetime = options.Reuse ? options.MaxDuration ?? handler.PooledConnectionLifetime : TimeSpan.Zero;
        handler.KeepAlivePingDelay = Capped(options.PingInterval) ?? handler.KeepAlivePingDelay;
        handler.KeepAlivePingTimeout = Capped(options.PingTimeout) ?? handler.KeepAlivePingTimeout;
    }

    public static void Apply(this ConnectionOptions options, Socket socket)
    {
        if (!options.KeepsAlive)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        Set(SocketOptionName.TcpKeepAliveTime, options.KeepAliveTime?.TotalSeconds, short.MaxValue);
        Set(SocketOptionName.TcpKeepAliveInterval, options.KeepAliveInterval?.TotalSeconds, short.MaxValue);
        Set(SocketOptionName.TcpKeepAliveRetryCount, options.KeepAliveProbes, sbyte.MaxValue);

        void Set(SocketOptionName name, double? value, int most)
        {
            if (value is { } said)
                socket.SetSocketOption(SocketOptionLevel.Tcp, name, (int)Math.Min(said, most));
        }
    }

    static TimeSpan? Capped(TimeSpan? value) => value > Day ? Day : value;
}
