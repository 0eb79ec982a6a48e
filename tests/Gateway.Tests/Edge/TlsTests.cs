using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;
using Modular.Gateway.Tests.Registry;

namespace Modular.Gateway.Tests.Edge;

/// <summary>Clients that come over TLS, to an endpoint as it is configured in README: HTTP/2 for those who know it.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    TestGateway _gateway = null!;
    SecureClient _client = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        SelfSigned.Write(_folder.Path, "tls", "localhost");
        _gateway = await TestGateway.StartAsync(
            ("Kestrel:Endpoints:http:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:https:Url", "https://127.0.0.1:0"),
            ("Kestrel:Endpoints:https:Certificate:Path", PathOf("tls.pem")),
            ("Kestrel:Endpoints:https:Certificate:KeyPath", PathOf("tls.key")));
        _client = new(_gateway.Addresses.Single(address => address.Scheme == "https").Port, PathOf("tls.pem"));
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.1")]
    public async Task Http2_is_agreed_on_with_a_client_that_knows_it_and_http1_with_one_that_does_not(string version)
    {
        await using var echo = await StartAsync(context => context.Response.WriteAsync($"{context.Request.Headers["X-Forwarded-Proto"]}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api") { Version = Version.Parse(version) };

        using var answer = await _client.Http.SendAsync(request, Cancellation);

        Assert.Equal(Version.Parse(version), answer.Version);
        Assert.Equal("https", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Requests_at_once_share_a_connection()
    {
        const int Many = 20;
        var all = new TaskCompletionSource();
        var waiting = 0;
        await using var order = await StartAsync(context => Interlocked.Increment(ref waiting) == Many ? Task.Run(all.SetResult) : all.Task);

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => _client.Http.GetAsync(new Uri("/api", UriKind.Relative), Cancellation)))
            .WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Cancellation);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, _client.Connections);
    }

    /// <summary>As gRPC streams in both directions; to a body of any other kind the slowest rate of <c>Edge:MinRequestRate</c> applies.</summary>
    [Fact]
    public async Task A_body_streams_up_while_another_streams_down()
    {
        await using var echo = await StartAsync(context => context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted), HttpProtocols.Http2);
        var up = new Pipe();
        // The headers of an answer come with its first byte, so this side begins.
        await up.Writer.WriteAsync(Bytes(1), Cancellation);
        using var content = new Flushed(up.Reader) { Headers = { { "Content-Type", "application/grpc" } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api") { Version = HttpVersion.Version20, Content = content };

        using var answer = await _client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var down = await answer.Content.ReadAsStreamAsync(Cancellation);
        Assert.Equal(1, await down.ReadAsync(new byte[1], Cancellation));
        foreach (var size in (int[])[10, 100_000, 1_000_000])
        {
            var sent = Bytes(size);
            var received = new byte[size];
            // Each comes back before the next is sent: nobody on the way waits for the end of either body.
            var writing = up.Writer.WriteAsync(sent, Cancellation).AsTask();
            await down.ReadExactlyAsync(received, Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancellation);
            await writing;
            Assert.Equal(sent, received);
        }

        await up.Writer.CompleteAsync();
        Assert.Equal(0, await down.ReadAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task A_large_body_reaches_an_instance_of_http1_and_comes_back_whole()
    {
        await using var echo = await StartAsync(async context =>
        {
            using var kept = new MemoryStream();
            await context.Request.Body.CopyToAsync(kept, context.RequestAborted);
            await context.Response.Body.WriteAsync(kept.GetBuffer().AsMemory(0, (int)kept.Length), context.RequestAborted);
        });
        var sent = Bytes(8 * 1024 * 1024);
        // Of unknown length: it is streamed.
        using var content = new StreamContent(PipeReader.Create(new(sent)).AsStream());

        using var answer = await _client.Http.PostAsync(new Uri("/api", UriKind.Relative), content, Cancellation);

        Assert.Equal(sent, await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task An_event_arrives_before_the_next_is_sent()
    {
        var arrived = new TaskCompletionSource();
        await using var events = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: one\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, context.RequestAborted);
            await context.Response.WriteAsync("data: two\n\n", context.RequestAborted);
        });

        using var stream = await _client.Http.GetStreamReaderAsync("/api");
        Assert.Equal("data: one", await stream.ReadLineAsync(Cancellation));
        arrived.SetResult();
        await stream.ReadLineAsync(Cancellation);
        Assert.Equal("data: two", await stream.ReadLineAsync(Cancellation));
    }

    /// <summary>In HTTP/2 a request with the method CONNECT (RFC 8441), in HTTP/1.1 an upgrade; the instance gets an upgrade.</summary>
    [Theory]
    [InlineData("2.0", HttpStatusCode.OK)]
    [InlineData("1.1", HttpStatusCode.SwitchingProtocols)]
    public async Task A_web_socket_goes_both_ways(string version, HttpStatusCode accepted)
    {
        await using var echo = await StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("chat");
            var buffer = new byte[64];
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("chat");

        await socket.ConnectAsync(new UriBuilder(_client.Http.BaseAddress!) { Scheme = "wss", Path = "/api" }.Uri, _client.Http, Cancellation);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, Cancellation);
        var closed = await socket.ReceiveAsync(buffer.AsMemory(32), Cancellation);

        Assert.Equal((accepted, "chat"), (socket.HttpStatusCode, socket.SubProtocol));
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
        Assert.Equal(WebSocketMessageType.Close, closed.MessageType);
    }

    /// <summary>As gRPC does it, which asks by <c>TE: trailers</c> and says only at the end how a call went.</summary>
    [Fact]
    public async Task What_follows_the_body_of_an_answer_follows_it_to_the_client()
    {
        await using var greeter = await StartAsync(
            async context =>
            {
                context.Response.ContentType = "application/grpc";
                await context.Response.WriteAsync(context.Request.Headers.TE.ToString(), context.RequestAborted);
                context.Response.AppendTrailer("grpc-status", "5");
            },
            HttpProtocols.Http2);

        Assert.Equal("trailers", await TrailedAsync());
    }

    [Fact]
    public async Task It_does_so_from_an_instance_of_http1_too()
    {
        await using var greeter = RawServer.Start(static async (socket, cancellation) =>
        {
            while (await RawServer.ReadRequestAsync(socket, 0, cancellation))
                await socket.SendAsync("HTTP/1.1 200 OK\r\nTrailer: grpc-status\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\ngrpc-status: 5\r\n\r\n"u8.ToArray(), cancellation);
        });
        _gateway.Registry.Tell("order", greeter.Instance("order", "/api"));
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.OK)).Dispose();

        Assert.Equal("hi", await TrailedAsync());
    }

    /// <summary>In the program itself, as it has its sockets complete inline (docs/adr/0021): a handshake that blocked there would hold up a share of all connections.</summary>
    [Fact]
    public async Task Who_opens_a_connection_and_says_nothing_or_half_a_hello_holds_nobody_up()
    {
        var port = OwnPort.Any();
        await using var order = await Upstream.StartAsync();
        await using var gateway = new GatewayProcess(
            Path.Combine(_folder.Path, "keys"),
            $"--Kestrel:Endpoints:https:Url=https://127.0.0.1:{port}", $"--Kestrel:Endpoints:https:Certificate:Path={PathOf("tls.pem")}", $"--Kestrel:Endpoints:https:Certificate:KeyPath={PathOf("tls.key")}");
        await gateway.StartAsync();
        await gateway.PutAsync("agent/service/register", $$$"""{ "Name": "order", "Address": "127.0.0.1", "Port": {{{order.Address.Port}}}, "Meta": { "routes": "/api" } }""");
        using var kept = new SecureClient(port, PathOf("tls.pem"));
        await Eventually.SoAsync(() => AnswersAsync(kept));

        var before = kept.Connections;
        var mute = new List<Socket>();
        for (var i = 0; i < 50; i++)
        {
            mute.Add(new(SocketType.Stream, ProtocolType.Tcp));
            await mute[^1].ConnectAsync(IPAddress.Loopback, port, Cancellation);
            // The head of a record of 512 bytes, and the beginning of a ClientHello (RFC 8446, sections 4 and 5.1).
            if (i % 2 == 1)
                await mute[^1].SendAsync((byte[])[0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3], Cancellation);
        }

        // The server gives up on them after 10 s.
        await Task.WhenAll(AskAsync(kept), AskAnewAsync()).WaitAsync(TimeSpan.FromSeconds(8), TimeProvider.System, Cancellation);

        Assert.DoesNotContain(mute, socket => socket.Poll(0, SelectMode.SelectRead));
        Assert.Equal(before, kept.Connections);
        mute.ForEach(socket => socket.Dispose());

        static async Task<bool> AnswersAsync(SecureClient client)
        {
            try
            {
                return await StatusAsync(client) == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        static async Task AskAsync(SecureClient client)
        {
            for (var i = 0; i < 20; i++)
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        }

        async Task AskAnewAsync()
        {
            for (var i = 0; i < 10; i++)
            {
                using var client = new SecureClient(port, PathOf("tls.pem"));
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(at => (byte)(at % 251))];

    static async Task<HttpStatusCode> StatusAsync(SecureClient client)
    {
        using var answer = await client.Http.GetAsync(new Uri("/api", UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }

    string PathOf(string name) => Path.Combine(_folder.Path, name);

    /// <returns>The body of an answer that is followed by a status.</returns>
    async Task<string> TrailedAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api") { Version = HttpVersion.Version20, Headers = { { "TE", "trailers" } } };
        using var answer = await _client.Http.SendAsync(request, Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.False(answer.Headers.Contains("grpc-status"));
        Assert.Equal("5", Assert.Single(answer.TrailingHeaders.GetValues("grpc-status")));
        return body;
    }

    /// <returns>An instance that is routed to.</returns>
    async Task<Upstream> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var upstream = await Upstream.StartAsync(protocols: protocols);
        _gateway.Registry.Tell("order", upstream.Instance("order", "/api", ("protocol", protocols == HttpProtocols.Http2 ? "http2" : "http1")));
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.OK)).Dispose();
        upstream.Answer = answer;
        return upstream;
    }

    /// <summary>Sends what is written to a pipe as soon as it is there; its headers before that.</summary>
    sealed class Flushed(PipeReader source) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync(Cancellation);
            for (ReadResult read; !(read = await source.ReadAsync(Cancellation)).IsCompleted || !read.Buffer.IsEmpty; source.AdvanceTo(read.Buffer.End))
            {
                foreach (var part in read.Buffer)
                    await stream.WriteAsync(part, Cancellation);
                await stream.FlushAsync(Cancellation);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
