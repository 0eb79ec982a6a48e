using System.Net;
using System.Net.Sockets;

namespace Modular.Benchmarks.Load;

/// <summary>
/// One HTTP/1.1 connection, one request at a time. It reads no more of an answer than its status and its end, because the load
/// generator takes its processor time from what it measures.
/// </summary>
sealed class OrderConnection : IDisposable
{
    const int StatusAt = 9;

    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] _answer = new byte[16 * 1024];

    public static async Task<OrderConnection> OpenAsync(Uri host, CancellationToken cancellation)
    {
        var connection = new OrderConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Port), cancellation);
        return connection;
    }

    /// <summary>Sends a request and returns the status code of its answer.</summary>
    /// <exception cref="IOException">The host closed the connection, or its answer is too long.</exception>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        for (var sent = 0; sent < request.Length;)
            sent += await _socket.SendAsync(request[sent..], cancellation);

        var length = 0;
        do
        {
            var received = await _socket.ReceiveAsync(_answer.AsMemory(length), cancellation);
            if (received == 0)
                throw new IOException("The host closed the connection, or its answer is too long.");
            length += received;
        }
        while (!IsComplete(_answer.AsSpan(0, length)));

        return ((_answer[StatusAt] - '0') * 100) + ((_answer[StatusAt + 1] - '0') * 10) + _answer[StatusAt + 2] - '0';
    }

    public void Dispose() => _socket.Dispose();

    static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var body = answer[(head + 4)..];
        var name = "Content-Length: "u8;
        var at = answer[..head].IndexOf(name);
        // Without a length the body is chunked, and the last chunk is an empty one.
        return at < 0
            ? body.EndsWith("0\r\n\r\n"u8)
            : System.Buffers.Text.Utf8Parser.TryParse(answer[(at + name.Length)..], out int length, out _) && body.Length >= length;
    }
}
