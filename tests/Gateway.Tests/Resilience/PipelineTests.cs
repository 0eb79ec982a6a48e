using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Discovery;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Resilience;

public sealed class PipelineTests
{
    static readonly (string, string)[] Quiet = [("Health:ConsecutiveFailures", "0"), ("Balancing:Policy", "round-robin"), ("Balancing:SlowStart", "0")];

    static readonly RetryPolicy Eager = new() { Attempts = 3, On = RetryOn.ServerError, BackoffBase = TimeSpan.FromMilliseconds(1) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_tried_again_never_reaches_the_client_and_its_body_is_sent_anew(bool isChunked)
    {
        await using var gateway = await TestGateway.StartAsync(Quiet);
        await using var bad = await Upstream.StartAsync(Failing);
        await using var good = await Upstream.StartAsync(async context => await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted));
        await gateway.RouteAsync(new() { Retry = Eager }, bad, good);

        for (var i = 0; i < 10; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api") { Content = new StringContent($"body {i}") };
            request.Headers.TransferEncodingChunked = isChunked;
            using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal($"body {i}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.False(answer.Headers.Contains("X-Bad"));
        }

        Assert.InRange(bad.Requests, 1, 10);
    }

    [Fact]
    public async Task When_no_attempt_is_left_the_client_gets_the_last_answer_as_it_is()
    {
        await using var gateway = await TestGateway.StartAsync(Quiet);
        await using var bad = await Upstream.StartAsync(Failing);
        await gateway.RouteAsync(new() { Retry = Eager }, bad);
        var before = bad.Requests;

        using var answer = await gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("own words", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, bad.Requests - before);
    }

    [Fact]
    public async Task A_hung_instance_is_given_up_after_the_time_of_one_try_and_another_answers()
    {
        await using var gateway = await TestGateway.StartAsync(Quiet);
        await using var hung = await Upstream.StartAsync(Hanging);
        await using var good = await Upstream.StartAsync();
        await gateway.RouteAsync(new() { Retry = Eager with { PerTryTimeout = TimeSpan.FromMilliseconds(500) } }, hung, good);

        for (var i = 0; i < 2; i++)
            Assert.Equal("hello", await gateway.Client.GetStringAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.True(hung.Requests > 0);
    }

    [Fact]
    public async Task The_time_of_the_request_covers_all_tries_and_the_service_is_told_what_is_left()
    {
        await using var gateway = await TestGateway.StartAsync(Quiet);
        var told = new List<string?>();
        await using var hung = await Upstream.StartAsync(context =>
        {
            lock (told)
                told.Add(context.Request.Headers["x-request-timeout-ms"]);
            return Hanging(context);
        });
        await gateway.RouteAsync(new() { Timeout = TimeSpan.FromSeconds(2), Retry = Eager with { PerTryTimeout = TimeSpan.FromMilliseconds(700) } }, hung);

        using var answer = await gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.InRange(told.Count, 2, 4);
        var left = told.Select(text => int.Parse(text!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.InRange(left[0], 1, 2000);
        Assert.Equal(left.OrderDescending(), left);
    }

    [Fact]
    public async Task Over_budget_the_last_answer_is_passed_on_and_says_so()
    {
        await using var gateway = await TestGateway.StartAsync([.. Quiet, ("Limits:RetryFloor", "0"), ("Limits:RetryShare", "0")]);
        await using var bad = await Upstream.StartAsync(Failing);
        await gateway.RouteAsync(new() { Retry = Eager }, bad);

        using var answer = await gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("budget", Assert.Single(answer.Headers.GetValues("x-modular-retry")));
        Assert.Equal("own words", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_service_that_has_enough_to_do_is_given_no_more()
    {
        await using var gateway = await TestGateway.StartAsync([.. Quiet, ("Limits:ActiveRequests", "1")]);
        var released = new TaskCompletionSource();
        await using var busy = await Upstream.StartAsync(context => context.Request.Query.ContainsKey("wait") ? released.Task : Task.CompletedTask);
        await gateway.RouteAsync(new(), busy);
        // An answer is with its client a moment before its request is over.
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/services"))[0].GetProperty("traffic").GetProperty("active").GetInt32() == 0);
        var before = busy.Requests;

        var first = gateway.Client.GetAsync(new Uri("/api?wait", UriKind.Relative), TestContext.Current.CancellationToken);
        await Eventually.SoAsync(() => busy.Requests > before);
        using var second = await gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken);
        released.SetResult();
        using var served = await first;
        using var after = await gateway.EventuallyAsync("/api", HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal("active-requests", Assert.Single(second.Headers.GetValues("x-modular-overload")));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task The_limit_of_one_service_can_follow_its_latency()
    {
        await using var gateway = await TestGateway.StartAsync(
        [
            .. Quiet, ("Services:order:Limits:Adaptive:Enabled", "true"), ("Services:order:Limits:Adaptive:Least", "1"), ("Services:order:Limits:Adaptive:Initial", "1"),
            ("Services:order:Limits:Adaptive:Window", "00:00:00.010"),
        ]);
        var released = new TaskCompletionSource();
        await using var order = await Upstream.StartAsync(context => context.Request.Query.ContainsKey("wait") ? released.Task : Task.CompletedTask);
        await gateway.RouteAsync(new(), order);
        var before = order.Requests;

        var first = gateway.Client.GetAsync(new Uri("/api?wait", UriKind.Relative), TestContext.Current.CancellationToken);
        await Eventually.SoAsync(() => order.Requests > before);
        using var second = await gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken);
        released.SetResult();
        using var served = await first;

        Assert.Equal("adaptive-concurrency", Assert.Single(second.Headers.GetValues("x-modular-overload")));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        var adaptive = gateway.Services.GetRequiredService<ServiceDirectory>().Find("order")!.Service.Traffic.Adaptive!;
        await Eventually.SoAsync(async () =>
        {
            using var more = await gateway.EventuallyAsync("/api", HttpStatusCode.OK);
            return adaptive.Limit > 1;
        });
    }

    [Fact]
    public async Task A_body_that_is_still_coming_goes_on_at_the_next_instance()
    {
        await using var gateway = await TestGateway.StartAsync(Quiet);
        var more = new TaskCompletionSource();
        await using var dying = await Upstream.StartAsync(context =>
        {
            context.Abort();
            // Towards HTTP/1.1 it shows when there is more to send.
            more.TrySetResult();
            return Task.CompletedTask;
        });
        await using var good = await Upstream.StartAsync(async context =>
        {
            more.TrySetResult();
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        await gateway.RouteAsync(new() { Retry = Eager }, dying, good);

        // One of two begins with the one that dies.
        for (var i = 0; i < 2; i++)
        {
            using var content = new PushedContent("one ", more.Task, "two");
            using var answer = await gateway.Client.PostAsync(new Uri("/api", UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.Equal("one two", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(1, dying.Requests);
    }

    [Fact]
    public async Task A_body_that_is_too_long_to_be_kept_is_sent_once()
    {
        await using var gateway = await TestGateway.StartAsync(Quiet);
        await using var bad = await Upstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await Failing(context);
        });
        await gateway.RouteAsync(new() { Retry = Eager }, bad);
        var before = bad.Requests;
        using var content = new PushedContent(new string('x', 100_000), Task.CompletedTask, "the end");

        using var answer = await gateway.Client.PostAsync(new Uri("/api", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal("own words", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, bad.Requests - before);
    }

    static Task Failing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.Headers["X-Bad"] = "1";
        return context.Response.WriteAsync("own words");
    }

    static Task Hanging(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        context.RequestAborted.Register(gone.SetResult);
        return gone.Task;
    }
}
