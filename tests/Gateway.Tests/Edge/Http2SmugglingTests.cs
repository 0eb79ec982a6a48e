using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Modular.Gateway.Tests.Edge;

/// <summary>
/// HTTP/2 has lengths of its own, and no line ends: what would be a second request, or another length, once it is written as HTTP/1.1 for the
/// service (James Kettle, "HTTP/2: The Sequel is Always Worse", 2021; RFC 9113, sections 8.2 and 8.3).
/// </summary>
public sealed class Http2SmugglingTests
{
    const byte Data = 0;
    const byte Headers = 1;
    const byte Reset = 3;
    const byte Settings = 4;
    const byte GoAway = 7;

    /// <summary>The first byte of a header block that begins with <c>:status: 200</c> (RFC 7541, appendix A).</summary>
    const byte Ok = 0x88;

    static readonly (string Name, string Value)[] Plain = [(":method", "POST"), (":scheme", "http"), (":path", "/api/orders"), (":authority", "edge.test")];

    public static TheoryData<string, string, string> Refused => new()
    {
        { "an encoding", "transfer-encoding", "chunked" },
        { "an encoding and a line end", "x-a", "a\r\nTransfer-Encoding: chunked" },
        { "a line feed in a value", "x-a", "a\nx-b: b" },
        { "a carriage return in a value", "x-a", "a\rb" },
        { "a NUL in a value", "x-a", "a\0b" },
        { "a control character in a value", "x-a", "a\u0001b" },
        { "a line end in a name", "x-a: a\r\nx-b", "b" },
        { "a colon in a name", "x-a:b", "b" },
        { "a space in a name", "x a", "b" },
        { "capital letters in a name", "X-A", "b" },
        { "a header of the connection", "connection", "x-a" },
        { "a length that the body does not have", "content-length", "3" },
        { "a length that is no number", "content-length", "5\r\nx-a: b" },
        { "a length with a sign", "content-length", "+5" },
        { "a space in the path", ":path", "/api/orders HTTP/1.1\r\nX-A:" },
        { "a fragment in the path", ":path", "/api/orders#a" },
        { "an escaped slash in the path", ":path", "/api/orders/..%2fpayments" },
        { "a backslash in the path", ":path", "/api/orders/..\\payments" },
        { "a path that is none", ":path", "api/orders" },
        { "a line end in the method", ":method", "POST /api/payments HTTP/1.1\r\nX-A: b\r\n\r\nPOST" },
        { "a user in the authority", ":authority", "a@edge.test" },
        { "a line end in the authority", ":authority", "edge.test\r\nX-A: b" },
        { "no authority", ":authority", "" },
        { "another scheme", ":scheme", "http://edge.test/api/payments?" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_is_refused_and_no_service_sees_it(string what, string name, string value)
    {
        await using var gateway = await StartAsync();
        await using var orders = new Witness();
        gateway.Registry.Tell("order", orders.Instance("order", "/"));
        await gateway.RoutedAsync("/api/orders");
        orders.Forget();

        Assert.NotEqual(Ok, await SendAsync(gateway, [.. Plain.Where(header => header.Name != name), (name, value)]));

        Assert.True(orders.Requests.Count == 0, $"{what}: {string.Join('\n', orders.Requests)}");
        Assert.Equal(Ok, await SendAsync(gateway, Plain));
        var seen = Assert.Single(orders.Requests);
        Assert.StartsWith("POST /api/orders HTTP/1.1\r\n", seen, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n", seen, StringComparison.Ordinal);
    }

    static Task<EdgeGateway> StartAsync() => EdgeGateway.StartAsync(
        ("Kestrel:Endpoints:a:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:b:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:b:Protocols", "Http2"));

    /// <returns>How the answer begins; 0 when there is none, but an error of the stream or of the connection.</returns>
    static async Task<byte> SendAsync(EdgeGateway gateway, (string Name, string Value)[] headers)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15), TimeProvider.System);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Addresses.Last().Port, late.Token);
        // Pseudo-headers come first (RFC 9113, section 8.3).
        var block = headers.OrderBy(header => header.Name[0] != ':').SelectMany(header => Literal(header.Name, header.Value)).ToArray();
        await socket.SendAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, []), .. Frame(Headers, 4, 1, block), .. Frame(Data, 1, 1, "hello"u8.ToArray())], late.Token);
        var head = new byte[9];
        await using var stream = new NetworkStream(socket);
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(head, late.Token);
                var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
                await stream.ReadExactlyAsync(payload, late.Token);
                if (head[3] is Reset or GoAway)
                    return 0;
                if (head[3] == Headers)
                    // An update of the table's size may come first.
                    return payload.SkipWhile(value => value >> 5 == 1).First();
            }
        }
        catch (IOException)
        {
            return 0;
        }
    }

    static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>A literal header field never indexed, as it is (RFC 7541, section 6.2.3).</summary>
    static byte[] Literal(string name, string value) =>
        [0x10, (byte)name.Length, .. Encoding.Latin1.GetBytes(name), (byte)value.Length, .. Encoding.Latin1.GetBytes(value)];
}
