using System.Net.Sockets;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Connections on which the kernel asks, after 15 s of silence, every 5 s whether the other side is there, and gives up after 3 times.</summary>
static class KeptAlive
{
    public static readonly TimeSpan After = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    public const int Attempts = 3;

    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)After.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)Every.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Attempts);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
