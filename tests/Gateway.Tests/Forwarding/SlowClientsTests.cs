using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Forwarding;

/// <summary>What a client takes to send and to receive is neither the route's time nor the instance's fault.</summary>
public sealed class SlowClientsTests : IAsyncLifetime
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);
    static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(1200);

    static readonly (string, string)[] Quiet = [("Health:ConsecutiveFailures", "0"), ("Balancing:SlowStart", "0")];

    TestGateway _gateway = null!;

    [Theory]
    [InlineData("POST", false)]
    [InlineData("POST", true)]
    [InlineData("PUT", false)]
    [InlineData("PUT", true)]
    public async Task A_body_that_comes_slowly_costs_the_service_no_time(string method, bool isChunked)
    {
        await using var order = await Upstream.StartAsync(context => context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted));
        await _gateway.RouteAsync(new() { Timeout = Short, Retry = new() { Attempts = 1, On = RetryOn.ServerError, PerTryTimeout = Short } }, order);

        using var content = new PushedContent("one ", Task.Delay(Slow, TimeProvider.System, TestContext.Current.CancellationToken), "two");
        content.Headers.ContentLength = isChunked ? null : 7;
        using var request = new HttpRequestMessage(new(method), "/api") { Content = content };
        using var answer = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("one two", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var instance = await InstanceAsync(order);
        Assert.Equal(0, instance.GetProperty("failures").GetInt32());
        Assert.InRange(instance.GetProperty("latencyMs").GetDouble(), 0, Short.TotalMilliseconds);
    }

    [Fact]
    public async Task A_service_that_has_the_body_and_does_not_answer_is_out_of_time()
    {
        await using var order = await Upstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        await _gateway.RouteAsync(new() { Timeout = Short }, order);

        using var content = new PushedContent("one ", Task.Delay(Slow, TimeProvider.System, TestContext.Current.CancellationToken), "two");
        using var answer = await _gateway.Client.PostAsync(new Uri("/api", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal(1, (await InstanceAsync(order)).GetProperty("failures").GetInt32());
    }

    [Fact]
    public async Task An_answer_that_is_taken_slowly_is_not_cut_off()
    {
        const int length = 32 * 1024 * 1024;
        await using var order = await Upstream.StartAsync(async context =>
        {
            for (var sent = 0; sent < length; sent += 64 * 1024)
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
        });
        await _gateway.RouteAsync(new() { Timeout = Slow }, order);

        using var answer = await _gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await Task.Delay(2 * Slow, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        Assert.Equal(0, (await InstanceAsync(order)).GetProperty("failures").GetInt32());
    }

    [Fact]
    public async Task An_upgraded_connection_outlives_the_time_of_its_route()
    {
        await using var order = await Upstream.StartAsync(async context =>
        {
            using var served = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[100];
            while (await served.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: WebSocketMessageType.Text } message)
                await served.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        });
        await _gateway.RouteAsync(new() { Timeout = Short }, order);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_gateway.Client.BaseAddress!) { Scheme = "ws", Path = "/api" }.Uri, TestContext.Current.CancellationToken);

        await Task.Delay(Slow, TimeProvider.System, TestContext.Current.CancellationToken);
        await socket.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var buffer = new byte[100];
        var echo = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);

        Assert.Equal("still here", Encoding.ASCII.GetString(buffer, 0, echo.Count));
    }

    /// <summary>As servers do that close the connection behind their answer: what is still on its way resets it, and the answer is lost.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_refused_is_no_failure_of_whoever_refuses_it(bool isLengthKnown)
    {
        await using var order = RawServer.Start(async (socket, cancellation) =>
        {
            await RawServer.ReadRequestAsync(socket, bodyLength: 0, cancellation);
            await socket.SendAsync("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellation);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        });
        var instance = order.Instance("order", "/api");
        _gateway.Registry.Tell("order", instance);
        await Eventually.SoAsync(async () => (await _gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api") { Content = new ByteArrayContent(new byte[32 * 1024 * 1024]) };
            request.Headers.TransferEncodingChunked = !isLengthKnown;
            using var answer = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            statuses.Add(answer.StatusCode);
        }

        // Of a long body it is asked first whether it is wanted.
        if (isLengthKnown)
            Assert.Contains(HttpStatusCode.RequestEntityTooLarge, statuses);
        Assert.Equal(0, (await _gateway.InstanceAsync(instance.Id)).GetProperty("failures").GetInt32());
    }

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(Quiet);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    Task<JsonElement> InstanceAsync(Upstream upstream) => _gateway.InstanceAsync(upstream.Instance("order", "/api").Id);
}
