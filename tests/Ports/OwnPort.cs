using System.Net;
using System.Net.Sockets;

namespace Modular.Ports;

/// <summary>
/// TCP ports of 127.0.0.1 for what a test starts later: from a range of this process's own, below those that the system gives to
/// whoever asks for any (32768 and up on Linux), so that nobody takes one between the answer and its use.
/// </summary>
static class OwnPort
{
    const int First = 10_000;
    const int InARange = 100;
    const int Ranges = 220;

    static readonly Lock Choosing = new();
    static int _next;

    /// <param name="inARow">That many ports after the answer, itself included, are free.</param>
    public static int Any(int inARow = 1)
    {
        lock (Choosing)
        {
            for (var looks = 0; looks < InARange; looks++)
            {
                if (_next + inARow > InARange)
                    _next = 0;
                var port = First + (Environment.ProcessId % Ranges * InARange) + _next;
                _next += inARow;
                if (Enumerable.Range(port, inARow).All(IsFree))
                    return port;
            }

            throw new InvalidOperationException($"None of this process's {InARange} ports is free.");
        }
    }

    static bool IsFree(int port)
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
