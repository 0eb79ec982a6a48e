using System.Net;
using System.Net.Sockets;

namespace Modular.Host.Postgres;

/// <summary>TCP ports of 127.0.0.1. An answer is true for the moment: the server may still find its port taken.</summary>
static class FreePort
{
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
