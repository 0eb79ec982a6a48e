using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Resilience;

/// <summary>Whose time it is that is over, and how long is waited for a service that asks for it.</summary>
public sealed class TimeTests : IAsyncDisposable
{
    static readonly RetryPolicy Eager = new() { Attempts = 3, On = RetryOn.ServerError | RetryOn.GatewayError, BackoffBase = TimeSpan.FromMilliseconds(1) };

    TestGateway _gateway = null!;
    Upstream _order = null!;

    Service Order => _gateway.Services.GetRequiredService<ServiceDirectory>().Find("order")!.Service;

    [Fact]
    public async Task A_caller_with_too_little_time_says_nothing_of_the_instance()
    {
        await StartAsync(new(), Hanging, ("Health:ConsecutiveFailures", "3"), ("Breaker:ConsecutiveFailures", "3"));

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.GatewayTimeout, await SendAsync(("x-request-timeout-ms", "30")));

        var instance = Assert.Single(Order.Instances);
        Assert.Equal((false, "Closed"), (instance.Life.Tripped, $"{instance.Breaker.State}"));
    }

    [Fact]
    public async Task The_time_of_its_route_does()
    {
        await StartAsync(new() { Timeout = TimeSpan.FromMilliseconds(30) }, Hanging, ("Health:ConsecutiveFailures", "3"));

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.GatewayTimeout, await SendAsync(("x-request-timeout-ms", "60000")));

        Assert.True(Assert.Single(Order.Instances).Life.Tripped);
    }

    [Fact]
    public async Task A_route_may_have_more_time_than_silence_may_usually_last()
    {
        await StartAsync(
            new() { Timeout = TimeSpan.FromSeconds(30) },
            context => context.Request.Query.ContainsKey("late") ? Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, context.RequestAborted) : Task.CompletedTask,
            ("Forwarding:IdleTimeout", "00:00:00.3"));

        Assert.Equal(HttpStatusCode.OK, await SendAsync("/api?late"));
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("999999999")]
    public async Task A_service_that_asks_for_more_time_than_one_waits_is_not_asked_again(string seconds)
    {
        await StartAsync(new() { Retry = Eager }, context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = seconds;
            return Task.CompletedTask;
        });
        var before = _order.Requests;

        using var answer = await _gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, seconds), (answer.StatusCode, Assert.Single(answer.Headers.GetValues("Retry-After"))));
        Assert.Equal((before + 1, 0), (_order.Requests, Order.Traffic.Budget.Active));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _order.DisposeAsync();
    }

    async Task StartAsync(RoutePolicy policy, RequestDelegate answer, params (string, string)[] settings)
    {
        _gateway = await TestGateway.StartAsync([("Balancing:SlowStart", "0"), .. settings]);
        _order = await Upstream.StartAsync();
        _gateway.Registry.Tell("order", _order.Instance("order", "/api"));
        await Eventually.SoAsync(async () =>
            (await _gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == 1)
            && (await _gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);
        _order.Answer = answer;
        Order.Obey(new(new([new(new(), new([new("order", Subset: null, 100, HeaderRules.None)]), policy)], []), TrafficPolicy.Unsaid));
    }

    Task<HttpStatusCode> SendAsync(params (string Name, string Value)[] headers) => SendAsync("/api", headers);

    async Task<HttpStatusCode> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var answer = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    static Task Hanging(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        context.RequestAborted.Register(gone.SetResult);
        return gone.Task;
    }
}
