namespace Modular.Gateway.Tests.Edge;

/// <summary>Requests that two servers in a row could read in two ways (RFC 9112, section 11.2), as they come over a socket.</summary>
public sealed class SmugglingTests(TwoServices running) : IClassFixture<TwoServices>
{
    const string Smuggled = "GET /api/payments/smuggled HTTP/1.1\r\nHost: edge.test\r\n\r\n";

    static readonly string Long = new('a', 40_000);

    public static TheoryData<string, int, string> Refused => new()
    {
        // Kestrel refuses these.
        { "two lengths", 400, Post("Content-Length: 5\r\nContent-Length: 60\r\n", "hello" + Smuggled) },
        { "two lengths that agree", 400, Post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello" + Smuggled) },
        { "a list of lengths", 400, Post("Content-Length: 5, 60\r\n", "hello" + Smuggled) },
        { "a negative length", 400, Post("Content-Length: -5\r\n", "hello" + Smuggled) },
        { "a hexadecimal length", 400, Post("Content-Length: 0x5\r\n", "hello" + Smuggled) },
        { "a length beyond all numbers", 400, Post("Content-Length: 18446744073709551621\r\n", "hello" + Smuggled) },
        { "a length with a space inside", 400, Post("Content-Length: 5 5\r\n", "hello" + Smuggled) },
        { "chunked is not the last coding", 400, Post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + Smuggled) },
        { "a coding that looks like chunked", 400, Post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "chunked with a parameter", 400, Post("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n" + Smuggled) },
        { "chunked in quotes", 400, Post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n" + Smuggled) },
        { "chunked after a vertical tab", 400, Post("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "chunked before a NUL", 400, Post("Transfer-Encoding: chunked\0\r\n", "0\r\n\r\n" + Smuggled) },
        { "a space before the colon", 400, Post("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n" + Smuggled) },
        { "a folded encoding", 400, Post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "an encoding after a folded line", 400, Post("X-A: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n" + Smuggled) },
        { "a first header that begins with a space", 400, $"GET /api/orders HTTP/1.1\r\n Host: edge.test\r\n\r\n{Smuggled}" },
        { "a chunk size that is no number", 400, Chunked("g\r\nhello\r\n0\r\n\r\n") },
        { "a negative chunk size", 400, Chunked("-5\r\nhello\r\n0\r\n\r\n") },
        { "a chunk size with 0x", 400, Chunked("0x5\r\nhello\r\n0\r\n\r\n") },
        { "a space before the chunk size", 400, Chunked(" 5\r\nhello\r\n0\r\n\r\n") },
        { "an empty chunk size", 400, Chunked("\r\nhello\r\n0\r\n\r\n") },
        { "a chunk size beyond all numbers", 400, Chunked("FFFFFFFFFFFFFFFF5\r\nhello\r\n0\r\n\r\n") },
        { "no end of line after a chunk", 400, Chunked("5\r\nhelloX0\r\n\r\n") },
        { "a chunk longer than its size", 400, Chunked("5\r\nhello, world\r\n0\r\n\r\n") },
        { "a bare line feed after a chunk size", 400, Chunked("5\nhello\r\n0\r\n\r\n") },
        { "a bare line feed after a chunk", 400, Chunked("5\r\nhello\n0\r\n\r\n") },
        { "a bare line feed in a chunk extension (CVE-2025-55315)", 400, Chunked("5;a\nhello\r\n0\r\n\r\n") },
        { "a bare carriage return in a chunk extension (CVE-2025-55315)", 400, Chunked("5;a\rb\r\nhello\r\n0\r\n\r\n") },
        { "a bare carriage return in a header", 400, Get("X-A: a\rTransfer-Encoding: chunked\r\n") },
        { "two hosts", 400, Get("Host: other.test\r\n") },
        { "no host", 400, $"GET /api/orders HTTP/1.1\r\n\r\n{Smuggled}" },
        { "a host with a user", 400, $"GET /api/orders HTTP/1.1\r\nHost: a@edge.test\r\n\r\n{Smuggled}" },
        { "a host with a path", 400, $"GET /api/orders HTTP/1.1\r\nHost: edge.test/api\r\n\r\n{Smuggled}" },
        { "a host with a space", 400, $"GET /api/orders HTTP/1.1\r\nHost: edge.test other\r\n\r\n{Smuggled}" },
        { "an absolute target for another host", 400, $"GET http://other.test/api/orders HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a NUL in a header", 400, Get("X-A: a\0b\r\n") },
        { "a NUL in a header's name", 400, Get("X-\0A: a\r\n") },
        { "a space in a header's name", 400, Get("X A: a\r\n") },
        { "a header without a name", 400, Get(": a\r\n") },
        { "a header without a colon", 400, Get("X-A\r\n") },
        { "HTTP/0.9", 400, "GET /api/orders\r\n" },
        { "HTTP/1.2", 505, $"GET /api/orders HTTP/1.2\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "HTTP/2.0 in words", 505, $"GET /api/orders HTTP/2.0\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a version in small letters", 505, $"GET /api/orders http/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a space after the version", 400, $"GET /api/orders HTTP/1.1 \r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "two spaces before the target", 400, $"GET  /api/orders HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a space in the target", 400, $"GET /api/orders /api/payments HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a tab for a space", 400, $"GET\t/api/orders\tHTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a NUL in the target", 400, $"GET /api/orders\0 HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "an escaped NUL in the target", 400, $"GET /api/orders/%00 HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a method that is no token", 400, $"GE(T /api/orders HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "an oversized header", 431, Get($"X-A: {Long}\r\n") },
        { "too many headers", 431, Get(string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: a\r\n"))) },
        { "an oversized request line", 414, $"GET /api/orders?{Long} HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },

        // Kestrel takes these, and is told not to.
        { "a bare line feed in the request line", 400, $"GET /api/orders HTTP/1.1\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a bare line feed after a header", 400, $"GET /api/orders HTTP/1.1\r\nHost: edge.test\nX-A: b\r\n\r\n{Smuggled}" },
        { "a bare line feed at the end of the headers", 400, $"GET /api/orders HTTP/1.1\r\nHost: edge.test\r\n\n{Smuggled}" },

        // Kestrel takes these lengths too, and is told not to (RFC 9110, section 8.6: digits).
        { "a length with a plus sign", 400, Post("Content-Length: +5\r\n", "hello" + Smuggled) },
        { "a length of zero with a sign", 400, Post("Content-Length: -0\r\n", Smuggled) },

        // Kestrel takes these, and the guard refuses them.
        { "a control character in a header's name", 400, Get("X-\u0001A: a\r\n") },
        { "a length and an encoding", 400, Post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "an encoding and a length", 400, Post("Transfer-Encoding: chunked\r\nContent-Length: 60\r\n", "0\r\n\r\n" + Smuggled) },
        { "an encoding twice", 400, Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "chunked twice", 400, Post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "a coding before chunked", 400, Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "identity before chunked", 400, Post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled) },
        { "an encoding in HTTP/1.0", 400, $"POST /api/orders HTTP/1.0\r\nHost: edge.test\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
        { "an empty host", 400, $"GET /api/orders HTTP/1.1\r\nHost:\r\n\r\n{Smuggled}" },
        { "a fragment", 400, $"GET /api/orders#/../payments HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a fragment behind a query", 400, $"GET /api/orders?a=b#c HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "an absolute target with a user", 400, $"GET http://a@edge.test/api/orders HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a tunnel", 400, $"CONNECT edge.test HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "the asterisk", 400, $"OPTIONS * HTTP/1.1\r\nHost: edge.test\r\n\r\n{Smuggled}" },
        { "a control character in a header", 400, Get("X-A: a\u0001b\r\n") },
        { "a delete character in a header", 400, Get("X-A: a\u007Fb\r\n") },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_is_refused_once_and_no_service_sees_it(string what, int status, string request)
    {
        running.Forget();

        var answer = await running.Gateway.SendAsync(request);

        Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.Equal(answer.IndexOf("HTTP/1.1 ", StringComparison.Ordinal), answer.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal));
        // Whatever was left on a connection to the service would come before this, or spoil it.
        await running.Gateway.RoutedAsync("/api/orders/next", "/api/payments/next");
        Assert.StartsWith("GET /api/orders/next HTTP/1.1\r\n", Assert.Single(running.Orders.Requests), StringComparison.Ordinal);
        Assert.StartsWith("GET /api/payments/next HTTP/1.1\r\n", Assert.Single(running.Payments.Requests), StringComparison.Ordinal);
    }

    /// <summary>What Kestrel repairs or reads in the one way that there is: the service gets one request, whose length the gateway has written.</summary>
    public static TheoryData<string, string, string> Taken => new()
    {
        { "a request inside a body", Post($"Connection: close\r\nContent-Length: {Smuggled.Length}\r\n", Smuggled), Smuggled },
        { "a request inside the body of a GET", $"GET /api/orders HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\nContent-Length: {Smuggled.Length}\r\n\r\n{Smuggled}", Smuggled },
        { "a request behind the last of a connection", Post("Connection: close\r\nContent-Length: 5\r\n", "hello" + Smuggled), "hello" },
        { "a request inside a chunk", Post("Connection: close\r\nTransfer-Encoding: chunked\r\n", $"{Smuggled.Length:x}\r\n{Smuggled}\r\n0\r\n\r\n"), $"{Smuggled.Length:X}\r\n{Smuggled}\r\n0\r\n\r\n" },
        { "a chunk extension", Post("Connection: close\r\nTransfer-Encoding: chunked\r\n", "5;a=\"b\"\r\nhello\r\n0\r\n\r\n"), "5\r\nhello\r\n0\r\n\r\n" },
        { "a length in a trailer", Post("Connection: close\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nContent-Length: 60\r\n\r\n"), "5\r\nhello\r\n0\r\n\r\n" },
        { "an upgrade with a body", Post("Connection: close, Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n", "hello"), "hello" },
        { "an upgrade to HTTP/2 without TLS", Post("Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nContent-Length: 5\r\n", "hello"), "hello" },
        { "a length that Connection names", Post("Connection: close, Content-Length\r\nContent-Length: 5\r\n", "hello"), "hello" },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task It_reaches_the_service_as_one_request(string what, string request, string body)
    {
        running.Forget();

        var answer = await running.Gateway.SendAsync(request);

        Assert.True(answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal), $"{what}: {answer}");
        var seen = Assert.Single(running.Orders.Requests).Split("\r\n\r\n", 2);
        Assert.Equal(body, seen[1]);
        var headers = seen[0].Split("\r\n");
        Assert.EndsWith(" /api/orders HTTP/1.1", headers[0], StringComparison.Ordinal);
        Assert.Single(headers, header => header is "Transfer-Encoding: chunked" || header == $"Content-Length: {body.Length}");
        Assert.DoesNotContain(headers, header => header.StartsWith("Upgrade", StringComparison.OrdinalIgnoreCase) || header.StartsWith("HTTP2-", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(running.Payments.Requests);
    }

    [Fact]
    public async Task Two_requests_in_one_packet_are_two_and_each_goes_its_way()
    {
        running.Forget();

        var answer = await running.Gateway.SendAsync(
            "GET /api/orders/1 HTTP/1.1\r\nHost: edge.test\r\n\r\nGET /api/payments/2 HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n");

        Assert.Equal(3, answer.Split("HTTP/1.1 200 ").Length);
        Assert.StartsWith("GET /api/orders/1 HTTP/1.1\r\n", Assert.Single(running.Orders.Requests), StringComparison.Ordinal);
        Assert.StartsWith("GET /api/payments/2 HTTP/1.1\r\n", Assert.Single(running.Payments.Requests), StringComparison.Ordinal);
    }

    static string Get(string headers) => $"GET /api/orders HTTP/1.1\r\nHost: edge.test\r\n{headers}\r\n{Smuggled}";

    static string Post(string headers, string body) => $"POST /api/orders HTTP/1.1\r\nHost: edge.test\r\n{headers}\r\n{body}";

    static string Chunked(string body) => Post("Transfer-Encoding: chunked\r\n", body + Smuggled);
}
