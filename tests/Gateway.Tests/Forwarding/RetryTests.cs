using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Forwarding;

public sealed class RetryTests
{
    const int BodyLength = 100_000;

    static readonly (string, string)[] NoChecks = [("Health:Active", "false"), ("Health:ConsecutiveFailures", "0"), ("Balancing:Policy", "round-robin"), ("Balancing:SlowStart", "0")];

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    [InlineData("PUT")]
    public async Task An_idempotent_request_that_finds_nobody_listening_goes_to_another_instance(string method)
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var alive = await Upstream.StartAsync();
        await RouteAsync(gateway, alive.Instance("order", "/api"), RawServer.Nobody("order", "/api"));
        var before = alive.Requests;

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, new(method)));

        Assert.Equal(before + 10, alive.Requests);
    }

    [Fact]
    public async Task With_a_cap_on_repetitions_that_one_counts_too()
    {
        await using var gateway = await TestGateway.StartAsync([.. NoChecks, ("Limits:RetryCap", "0")]);
        await using var alive = await Upstream.StartAsync();
        await RouteAsync(gateway, alive.Instance("order", "/api"), RawServer.Nobody("order", "/api"));

        var statuses = new HashSet<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
            statuses.Add(await SendAsync(gateway, HttpMethod.Get));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadGateway], statuses.Order());
    }

    [Fact]
    public async Task It_is_counted_by_service_and_the_outcome_before()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var alive = await Upstream.StartAsync();
        await RouteAsync(gateway, alive.Instance("order", "/api"), RawServer.Nobody("order", "/api"));

        for (var i = 0; i < 10; i++)
            await SendAsync(gateway, HttpMethod.Get);

        var page = await Series.ReadAsync(gateway);
        Assert.True(page.Of("retries_total", ("service", "order"), ("outcome", "connect-failure")) > 0);
    }

    [Fact]
    public async Task A_request_with_an_idempotency_key_is_sent_again_with_its_whole_body()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var alive = await Upstream.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            context.Response.StatusCode = body.Length == BodyLength || HttpMethods.IsGet(context.Request.Method) ? 200 : 418;
        });
        await RouteAsync(gateway, alive.Instance("order", "/api"), RawServer.Nobody("order", "/api"));

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, HttpMethod.Post, ("Idempotency-Key", "k")));
    }

    [Fact]
    public async Task A_request_that_may_not_be_repeated_fails_and_says_how()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var alive = await Upstream.StartAsync();
        await RouteAsync(gateway, alive.Instance("order", "/api"), RawServer.Nobody("order", "/api"));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
            answers.Add(await SendAsync(gateway, HttpMethod.Post));

        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.BadGateway));
    }

    [Fact]
    public async Task With_nobody_else_to_ask_the_failure_is_a_problem_that_names_the_service()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        gateway.Registry.Tell("order", RawServer.Nobody("order", "/api"));

        using var answer = await gateway.EventuallyAsync("/api", HttpStatusCode.BadGateway);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:modular:problem:bad-gateway", problem.GetProperty("type").GetString());
        Assert.Equal("order", problem.GetProperty("service").GetString());
        Assert.Equal("'order' did not answer: connect-failure. Try again if the request may be repeated.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_request_that_an_instance_may_have_acted_on_is_not_sent_again()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var alive = await Upstream.StartAsync();
        await using var breaking = RawServer.Start(async (socket, cancellation) => await RawServer.ReadRequestAsync(socket, 0, cancellation));
        await RouteAsync(gateway, alive.Instance("order", "/api"), breaking.Instance("order", "/api"));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
            answers.Add(await SendAsync(gateway, HttpMethod.Get));

        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.BadGateway));
    }

    [Theory]
    [InlineData("GET", 0)]
    [InlineData("DELETE", 0)]
    [InlineData("PUT", 1_000)]
    public async Task No_request_fails_when_an_instance_has_closed_the_connection_that_it_is_sent_on(string method, int bodyLength)
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var closing = RawServer.Start((socket, cancellation) => AnswerOnceAsync(socket, bodyLength, cancellation));
        gateway.Registry.Tell("order", closing.Instance("order", "/api"));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("builds").GetInt32() > 0);

        for (var i = 0; i < 10; i++)
            Assert.Equal((i, HttpStatusCode.OK), (i, await SendAsync(gateway, new(method), bodyLength)));

        Assert.Equal(10, closing.Connections);
    }

    [Fact]
    public async Task A_body_that_was_not_kept_is_not_sent_again()
    {
        await using var gateway = await TestGateway.StartAsync([.. NoChecks, ("Forwarding:ReplayBytes", "999")]);
        await using var closing = RawServer.Start((socket, cancellation) => AnswerOnceAsync(socket, 1_000, cancellation));
        gateway.Registry.Tell("order", closing.Instance("order", "/api"));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("builds").GetInt32() > 0);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, HttpMethod.Put, 1_000));
        Assert.Equal(HttpStatusCode.BadGateway, await SendAsync(gateway, HttpMethod.Put, 1_000));
    }

    /// <summary>Answers one request, and resets the connection when the next one comes, without having read it.</summary>
    static async Task AnswerOnceAsync(Socket socket, int bodyLength, CancellationToken cancellation)
    {
        if (!await RawServer.ReadRequestAsync(socket, bodyLength, cancellation))
            return;
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), cancellation);
        await socket.ReceiveAsync(new byte[1], SocketFlags.Peek, cancellation);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
    }

    static Task RouteAsync(TestGateway gateway, params ServiceInstance[] instances)
    {
        gateway.Registry.Tell("order", instances);
        return Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("builds").GetInt32() > 0 && await SendAsync(gateway, HttpMethod.Get) != HttpStatusCode.NotFound);
    }

    static Task<HttpStatusCode> SendAsync(TestGateway gateway, HttpMethod method, params (string Name, string Value)[] headers) =>
        SendAsync(gateway, method, BodyLength, headers);

    static async Task<HttpStatusCode> SendAsync(TestGateway gateway, HttpMethod method, int bodyLength, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/api/x");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (method == HttpMethod.Post || method == HttpMethod.Put)
            request.Content = new ByteArrayContent(new byte[bodyLength]);
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
