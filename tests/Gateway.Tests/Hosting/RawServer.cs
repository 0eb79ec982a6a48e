using System.Net;
using System.Net.Sockets;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>A server that does with each connection what the test says, byte by byte.</summary>
sealed class RawServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Task _accepting;

    RawServer(Func<Socket, CancellationToken, Task> serve)
    {
        _listener.Start();
        _accepting = AcceptAsync(serve);
    }

    public int Connections { get; private set; }

    public static RawServer Start(Func<Socket, CancellationToken, Task> serve) => new(serve);

    /// <summary>A port where nobody listens.</summary>
    public static ServiceInstance Nobody(string service, string routes)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return Instance(port, service, routes);
    }

    public ServiceInstance Instance(string service, string routes) => Instance(((IPEndPoint)_listener.LocalEndpoint).Port, service, routes);

    /// <summary>Reads one request without a body, or with one of a given length.</summary>
    /// <returns>False when the client closed the connection before it.</returns>
    public static async Task<bool> ReadRequestAsync(Socket socket, int bodyLength, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
                return false;
            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0 && length >= end + 4 + bodyLength)
                return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    static ServiceInstance Instance(int port, string service, string routes) => new(
        $"{service}-127.0.0.1-{port}", service, new($"http://127.0.0.1:{port}"), new ServiceMetadata([KeyValuePair.Create(ServiceMetadata.Routes, routes)]));

    async Task AcceptAsync(Func<Socket, CancellationToken, Task> serve)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Connections++;
                serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }

        async Task ServeAsync(Socket socket)
        {
            using (socket)
            {
                try
                {
                    await serve(socket, _stop.Token);
                }
                catch (Exception gone) when (gone is SocketException or OperationCanceledException)
                {
                    // The gateway has gone.
                }
            }
        }
    }
}
