using System.Net;
using System.Net.Sockets;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>A port where somebody listens and takes nobody in: connecting to it neither succeeds nor fails.</summary>
sealed class DeafServer : IDisposable
{
    readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    readonly List<Socket> _waiting = [];

    DeafServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
    }

    public static DeafServer Start()
    {
        var server = new DeafServer();
        // As many as the system keeps for it, and more: those behind them are not answered.
        for (var i = 0; i < 4; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            server._waiting.Add(socket);
            _ = socket.ConnectAsync(server._listener.LocalEndPoint!, CancellationToken.None).AsTask().ContinueWith(
                static gone => gone.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        return server;
    }

    public ServiceInstance Instance(string service, string routes)
    {
        var port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        return new($"{service}-127.0.0.1-{port}", service, new($"http://127.0.0.1:{port}"), new ServiceMetadata([KeyValuePair.Create(ServiceMetadata.Routes, routes)]));
    }

    public void Dispose()
    {
        foreach (var socket in _waiting)
            socket.Dispose();
        _listener.Dispose();
    }
}
