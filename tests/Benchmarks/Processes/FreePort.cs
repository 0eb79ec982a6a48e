using System.Net;
using System.Net.Sockets;

namespace Modular.Benchmarks.Processes;

static class FreePort
{
    /// <summary>A TCP port of 127.0.0.1 that nobody listens on at this moment.</summary>
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
