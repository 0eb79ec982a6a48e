using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Edge;

/// <summary>An instance that remembers every request as it came over the wire, byte by byte.</summary>
sealed class Witness : IAsyncDisposable
{
    const string End = "\r\n\r\n";

    readonly ConcurrentQueue<string> _requests = new();
    readonly RawServer _server;

    public Witness() => _server = RawServer.Start(ServeAsync);

    /// <summary>What came whole. What broke off before its end is none: no service can have acted on it.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What is answered.</summary>
    public string Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    public ServiceInstance Instance(string service, string routes) => _server.Instance(service, routes);

    public void Forget() => _requests.Clear();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    async Task ServeAsync(Socket socket, CancellationToken cancellation)
    {
        var seen = "";
        var buffer = new byte[64 * 1024];
        for (int read; (read = await socket.ReceiveAsync(buffer, cancellation)) > 0;)
        {
            seen += Encoding.Latin1.GetString(buffer, 0, read);
            while (LengthOf(seen) is { } length)
            {
                _requests.Enqueue(seen[..length]);
                seen = seen[length..];
                await socket.SendAsync(Encoding.Latin1.GetBytes(Answer), cancellation);
            }
        }
    }

    /// <summary>Where the first request ends; null when it is not here yet. The gateway writes it: it need not be read with suspicion.</summary>
    static int? LengthOf(string seen)
    {
        var head = seen.IndexOf(End, StringComparison.Ordinal) + End.Length;
        if (head < End.Length)
            return null;
        if (seen.IndexOf("transfer-encoding:", 0, head, StringComparison.OrdinalIgnoreCase) >= 0)
            return seen.IndexOf("0" + End, head - 2, StringComparison.Ordinal) is > 0 and var last ? last + 1 + End.Length : null;
        const string Length = "content-length: ";
        var at = seen.IndexOf(Length, 0, head, StringComparison.OrdinalIgnoreCase);
        var body = at < 0 ? 0 : int.Parse(seen.AsSpan(at + Length.Length, seen.IndexOf('\r', at) - at - Length.Length), CultureInfo.InvariantCulture);
        return seen.Length >= head + body ? head + body : null;
    }
}
