using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Edge;

/// <summary>On the server's own clock, which cannot be moved: limits are as short as the server has them.</summary>
public sealed class SlowClientTests
{
    /// <summary>Longer than every limit of these tests, by some beats of the server's clock (1 s).</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    static readonly (string Key, string Value)[] Impatient =
    [
        ("Edge:HeadersTimeout", "00:00:01"), ("Edge:KeepAliveTimeout", "00:00:01"), ("Edge:RateGrace", "00:00:02"), ("Edge:MinRequestRate", "100000"), ("Edge:MinResponseRate", "100000"),
    ];

    [Fact]
    public async Task Headers_that_do_not_come_to_an_end_are_not_waited_for()
    {
        await using var gateway = await EdgeGateway.StartAsync(Impatient);

        Assert.StartsWith("HTTP/1.1 408 ", await gateway.SendAsync("GET /api/orders HTTP/1.1\r\nHost: edge.test\r\nX-A: "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_without_a_request_is_closed()
    {
        await using var gateway = await EdgeGateway.StartAsync(Impatient);

        Assert.Equal("", await gateway.SendAsync(""));
    }

    [Fact]
    public async Task A_body_that_does_not_come_to_an_end_is_not_waited_for()
    {
        await using var gateway = await EdgeGateway.StartAsync(Impatient);
        await using var orders = new Witness();
        gateway.Registry.Tell("order", orders.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");
        orders.Forget();

        Assert.StartsWith("HTTP/1.1 408 ", await gateway.SendAsync("POST /api/orders HTTP/1.1\r\nHost: edge.test\r\nContent-Length: 100000\r\n\r\nhello"), StringComparison.Ordinal);
        Assert.Empty(orders.Requests);
    }

    [Fact]
    public async Task An_event_stream_and_a_web_socket_may_be_silent()
    {
        await using var gateway = await EdgeGateway.StartAsync(Impatient);
        await using var events = await Upstream.StartAsync(async context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await Task.Delay(Silence, TimeProvider.System, context.RequestAborted);
                await socket.SendAsync("two"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }
            else if (context.Request.Query.ContainsKey("stream"))
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: one\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Silence, TimeProvider.System, context.RequestAborted);
                await context.Response.WriteAsync("data: two\n\n", context.RequestAborted);
            }
        });
        gateway.Registry.Tell("events", events.Instance("events", "/events"));
        await gateway.RoutedAsync("/events");

        var stream = gateway.Client.GetStringAsync(new Uri("/events?stream=1", UriKind.Relative), TestContext.Current.CancellationToken);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(gateway.Client.BaseAddress!) { Scheme = "ws", Path = "/events" }.Uri, TestContext.Current.CancellationToken);
        var buffer = new byte[16];
        var received = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal("two", Encoding.UTF8.GetString(buffer, 0, received.Count));
        Assert.Equal("data: one\n\ndata: two\n\n", await stream);
    }
}
