using System.Net;
using System.Net.Http.Json;
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

    [Fact]
    public async Task No_request_fails_when_an_instance_closes_its_connection_after_every_answer()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var closing = RawServer.Start(async (socket, cancellation) =>
        {
            if (await RawServer.ReadRequestAsync(socket, 0, cancellation))
                await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), cancellation);
        });
        await RouteAsync(gateway, closing.Instance("order", "/api"));

        for (var i = 0; i < 150; i++)
            Assert.Equal((i, HttpStatusCode.OK), (i, await SendAsync(gateway, i % 2 == 0 ? HttpMethod.Get : HttpMethod.Delete)));

        Assert.True(closing.Connections >= 150);
    }

    [Fact]
    public async Task Nor_does_one_with_a_small_body_that_may_be_repeated()
    {
        const int Length = 1_000;
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var closing = RawServer.Start(async (socket, cancellation) =>
        {
            if (await RawServer.ReadRequestAsync(socket, Length, cancellation))
                await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), cancellation);
        });
        gateway.Registry.Tell("order", closing.Instance("order", "/api"));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("builds").GetInt32() > 0);

        for (var i = 0; i < 150; i++)
            Assert.Equal((i, HttpStatusCode.OK), (i, await SendAsync(gateway, HttpMethod.Put, Length)));
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
