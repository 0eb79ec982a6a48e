using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Modular.Gateway.Tests.Edge;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Forwarding;

public sealed class PassThroughTests
{
    [Fact]
    public async Task The_service_learns_who_asked_and_for_what_host()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var echo = await Upstream.StartAsync(context => context.Response.WriteAsync(string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"))));
        gateway.Registry.Tell("echo", echo.Instance("echo", "/echo"));
        using var ready = await gateway.EventuallyAsync("/echo", HttpStatusCode.OK);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/echo");
        request.Headers.Host = "shop.example.com";
        request.Headers.Add("X-Forwarded-For", "6.6.6.6");
        request.Headers.Add("Connection", "X-Hop");
        request.Headers.Add("X-Hop", "by hop");
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var headers = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Contains("Host: shop.example.com", headers);
        Assert.Contains("X-Forwarded-Host: shop.example.com", headers);
        Assert.Contains("X-Forwarded-Proto: http", headers);
        // What a client says of itself is not believed.
        Assert.Contains("X-Forwarded-For: 127.0.0.1", headers);
        Assert.DoesNotContain(headers, header => header.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Headers_pass_byte_for_byte_both_ways()
    {
        await using var gateway = await EdgeGateway.StartAsync();
        // As UTF-8, as Latin 1, and what is neither.
        var value = "caf\u00c3\u00a9 caf\u00e9 \u00ff";
        await using var echo = RawServer.Start(async (socket, cancellation) =>
        {
            var buffer = new byte[16 * 1024];
            var head = Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, cancellation));
            var seen = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("X-Name: ", StringComparison.Ordinal)) ?? "X-Name: none";
            await socket.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{seen}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellation);
        });
        gateway.Registry.Tell("echo", echo.Instance("echo", "/echo"));
        await gateway.RoutedAsync("/echo");

        var answer = await gateway.SendAsync($"GET /echo HTTP/1.1\r\nHost: a.test\r\nX-Name: {value}\r\nConnection: close\r\n\r\n");

        Assert.Contains($"X-Name: {value}\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correlation_and_trace_ids_go_through_and_are_made_where_there_are_none()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var echo = await Upstream.StartAsync(context =>
        {
            context.Response.Headers["X-Correlation-Id"] = "its-own";
            return context.Response.WriteAsync($"{context.Request.Headers["X-Correlation-Id"]} {context.Request.Headers.TraceParent}");
        });
        gateway.Registry.Tell("echo", echo.Instance("echo", "/echo"));
        using var ready = await gateway.EventuallyAsync("/echo", HttpStatusCode.OK);
        var (trace, span) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/echo");
        request.Headers.Add("X-Correlation-Id", "c-1");
        request.Headers.Add("traceparent", $"00-{trace}-{span}-01");
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var seen = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split(' ');

        Assert.Equal("c-1", seen[0]);
        Assert.Equal("c-1", Assert.Single(answer.Headers.GetValues("X-Correlation-Id")));
        Assert.StartsWith($"00-{trace}-", seen[1], StringComparison.Ordinal);
        Assert.DoesNotContain(span, seen[1], StringComparison.Ordinal);

        var made = (await gateway.Client.GetStringAsync(new Uri("/echo", UriKind.Relative), TestContext.Current.CancellationToken)).Split(' ');
        Assert.StartsWith($"00-{made[0]}-", made[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_correlation_id_is_returned_also_when_nobody_answered()
    {
        await using var gateway = await TestGateway.StartAsync(("Forwarding:Retries", "0"));
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        using var ready = await gateway.EventuallyAsync("/api/orders", HttpStatusCode.OK);
        order.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders");
        request.Headers.Add("X-Correlation-Id", "c-2");
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("c-2", Assert.Single(answer.Headers.GetValues("X-Correlation-Id")));
    }

    [Fact]
    public async Task A_web_socket_goes_both_ways()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var echo = await Upstream.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[64];
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        echo.Answer = Switching(echo.Answer);
        gateway.Registry.Tell("echo", echo.Instance("echo", "/echo"));
        using var ready = await gateway.EventuallyAsync("/echo", HttpStatusCode.OK);

        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(gateway.Client.BaseAddress!) { Scheme = "ws", Path = "/echo" }.Uri, TestContext.Current.CancellationToken);
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var buffer = new byte[64];
        var received = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        var closed = await client.ReceiveAsync(buffer.AsMemory(32), TestContext.Current.CancellationToken);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
        Assert.Equal(WebSocketMessageType.Close, closed.MessageType);
    }

    [Fact]
    public async Task An_event_arrives_before_the_next_is_sent()
    {
        await using var gateway = await TestGateway.StartAsync();
        var arrived = new TaskCompletionSource();
        await using var events = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: one\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, context.RequestAborted);
            await context.Response.WriteAsync("data: two\n\n", context.RequestAborted);
        });
        gateway.Registry.Tell("events", events.Instance("events", "/events"));
        await RoutedAsync(gateway);

        using var stream = await gateway.Client.GetStreamReaderAsync("/events");
        Assert.Equal("data: one", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
        arrived.SetResult();
        await stream.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Equal("data: two", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_large_body_streams_up_and_down()
    {
        const long Length = 48L * 1024 * 1024;
        await using var gateway = await TestGateway.StartAsync();
        await using var store = await Upstream.StartAsync(async context =>
        {
            if (HttpMethods.IsGet(context.Request.Method))
                await new Zeros(Length).CopyToAsync(context.Response.Body, context.RequestAborted);
            else
                await context.Response.WriteAsync($"{await CountAsync(context.Request.Body)}", context.RequestAborted);
        });
        gateway.Registry.Tell("store", store.Instance("store", "/store"));
        await RoutedAsync(gateway);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/store") { Content = new StreamContent(new Zeros(Length)) };
        request.Headers.TransferEncodingChunked = true;
        using var stored = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await using var read = await gateway.Client.GetStreamAsync(new Uri("/store", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal($"{Length}", await stored.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Length, await CountAsync(read));
    }

    [Fact]
    public async Task Http2_is_spoken_to_clients_and_to_instances_that_want_it()
    {
        await using var gateway = await TestGateway.StartAsync(("Kestrel:Endpoints:h2c:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:h2c:Protocols", "Http2"));
        await using var echo = await Upstream.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol), protocols: HttpProtocols.Http2);
        gateway.Registry.Tell("echo", echo.Instance("echo", "/echo", ("protocol", "http2")));

        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await Eventually.SoAsync(async () =>
        {
            using var answer = await client.GetAsync(new Uri(gateway.Addresses.Single(), "/echo"), TestContext.Current.CancellationToken);
            return answer is { StatusCode: HttpStatusCode.OK, Version.Major: 2 } && await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) == "HTTP/2";
        });
    }

    [Fact]
    public async Task A_client_that_goes_away_is_not_held_against_the_instance()
    {
        await using var gateway = await TestGateway.StartAsync(("Health:ConsecutiveFailures", "1"));
        var aborted = 0;
        await using var slow = await Upstream.StartAsync(async context =>
        {
            if (!context.Request.Query.ContainsKey("slow"))
                return;
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref aborted);
            }
        });
        var instance = slow.Instance("slow", "/slow");
        gateway.Registry.Tell("slow", instance);
        using var ready = await gateway.EventuallyAsync("/slow", HttpStatusCode.OK);
        var before = slow.Requests;

        using (var leaving = new CancellationTokenSource())
        {
            var asking = gateway.Client.GetAsync(new Uri("/slow?slow=1", UriKind.Relative), leaving.Token);
            await Eventually.SoAsync(() => slow.Requests > before);
            Assert.Equal(1, (await gateway.InstanceAsync(instance.Id)).GetProperty("inFlight").GetInt32());
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        await Eventually.SoAsync(() => Volatile.Read(ref aborted) == 1);
        await Eventually.SoAsync(async () => (await gateway.InstanceAsync(instance.Id)).GetProperty("inFlight").GetInt32() == 0);
        Assert.Equal("healthy", (await gateway.InstanceAsync(instance.Id)).GetProperty("health").GetString());
    }

    static Task RoutedAsync(TestGateway gateway) => Eventually.SoAsync(async () =>
        (await gateway.AskAsync("/services")).EnumerateArray().All(service => service.GetProperty("available").GetInt32() > 0)
        && (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);

    static async Task<long> CountAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var count = 0L;
        for (int read; (read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0; count += read)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        return count;
    }

    /// <summary>Answers plain requests with 200, so that readiness can be asked for.</summary>
    static RequestDelegate Switching(RequestDelegate upgraded) => context => context.WebSockets.IsWebSocketRequest ? upgraded(context) : Task.CompletedTask;

    /// <summary>So many zero bytes.</summary>
    sealed class Zeros(long length) : Stream
    {
        long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(_left, count);
            buffer.AsSpan(offset, read).Clear();
            _left -= read;
            return read;
        }

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
