using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Measuring;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Measuring;

public sealed class AttemptSpanTests
{
    [Fact]
    public async Task Each_attempt_is_a_span_below_the_requests_and_the_service_takes_up_the_trace_there()
    {
        await using var order = await MeasuredOrder.StartAsync();
        var traces = new ConcurrentQueue<string>();
        order.Second.Answer = context =>
        {
            traces.Enqueue(context.Request.Headers.TraceParent.ToString());
            context.Response.StatusCode = traces.Count == 1 ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            return Task.CompletedTask;
        };
        await order.RouteAsync("second", retries: 2);
        using var spans = new Spans(order.SecondId);

        Assert.Equal(HttpStatusCode.OK, await order.GetAsync("/api/x?secret=1"));

        await Eventually.SoAsync(() => spans.Ended.Count == 2);
        var (first, second) = (spans.Ended.First(), spans.Ended.Last());
        Assert.Equal([first.Id, second.Id], traces);
        Assert.Equal(first.TraceId, second.TraceId);
        Assert.Equal(first.ParentSpanId, second.ParentSpanId);
        Assert.NotEqual(default, first.ParentSpanId);
        Assert.All(spans.Ended, span =>
        {
            Assert.Equal(("GET", ActivityKind.Client), (span.DisplayName, span.Kind));
            Assert.Equal("GET", span.GetTagItem("http.request.method"));
            Assert.Equal(order.Second.Address.Host, span.GetTagItem("server.address"));
            Assert.Equal(order.Second.Address.Port, span.GetTagItem("server.port"));
            Assert.Equal(new Uri(order.Second.Address, "/api/x?*").ToString(), span.GetTagItem("url.full"));
            Assert.Equal("order", span.GetTagItem("modular.service"));
            Assert.Equal("second", span.GetTagItem("modular.subset"));
        });
        Assert.Null(first.GetTagItem("http.request.resend_count"));
        Assert.Equal(1, second.GetTagItem("http.request.resend_count"));
        Assert.Equal([500, 200], spans.Ended.Select(span => span.GetTagItem("http.response.status_code")));
        Assert.Equal(["server-error", "success"], spans.Ended.Select(span => span.GetTagItem("modular.outcome")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], spans.Ended.Select(span => span.Status));
        Assert.Equal(["500", null], spans.Ended.Select(span => span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_says_what_became_of_it()
    {
        await using var order = await MeasuredOrder.StartAsync();
        order.Second.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await order.RouteAsync("second");
        using var spans = new Spans(order.SecondId);

        Assert.Equal(HttpStatusCode.BadGateway, await order.GetAsync());

        await Eventually.SoAsync(() => spans.Ended.Count == 1);
        var span = spans.Ended.Single();
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.NotNull(span.StatusDescription);
        Assert.Equal("reset", span.GetTagItem("error.type"));
        Assert.Null(span.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_has_its_status_and_is_an_error_all_the_same()
    {
        await using var order = await MeasuredOrder.StartAsync();
        var begun = new TaskCompletionSource();
        order.Second.Answer = async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("only this", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await begun.Task;
            context.Abort();
        };
        await order.RouteAsync("second");
        using var spans = new Spans(order.SecondId);

        using var answer = await order.Gateway.Client.GetAsync(
            new Uri("/api", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        begun.SetResult();
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        await Eventually.SoAsync(() => spans.Ended.Count == 1);
        var span = spans.Ended.Single();
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal(200, span.GetTagItem("http.response.status_code"));
        Assert.Equal("reset", span.GetTagItem("error.type"));
        Assert.Equal("reset", span.GetTagItem("modular.outcome"));
    }

    [Fact]
    public async Task An_answer_that_our_own_clock_breaks_off_is_not_put_down_to_its_client()
    {
        await using var order = await MeasuredOrder.StartAsync();
        order.Second.Answer = FallSilent;
        await order.RouteAsync("second");
        using var spans = new Spans(order.SecondId);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api") { Headers = { { "x-request-timeout-ms", "1000" } } };
        await CutOffAsync(order, request);

        await Eventually.SoAsync(() => spans.Ended.Count == 1);
        Assert.Equal("deadline-exceeded", spans.Ended.Single().GetTagItem("modular.outcome"));
    }

    [Fact]
    public async Task An_answer_that_falls_silent_for_too_long_is_a_timeout()
    {
        await using var order = await MeasuredOrder.StartAsync(("Forwarding:IdleTimeout", "00:00:00.5"));
        order.Second.Answer = FallSilent;
        await order.RouteAsync("second");
        using var spans = new Spans(order.SecondId);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        await CutOffAsync(order, request);

        await Eventually.SoAsync(() => spans.Ended.Count == 1);
        Assert.Equal("per-try-timeout", spans.Ended.Single().GetTagItem("modular.outcome"));
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_an_answer_is_no_failure()
    {
        await using var order = await MeasuredOrder.StartAsync();
        order.Second.Answer = FallSilent;
        await order.RouteAsync("second");
        using var spans = new Spans(order.SecondId);

        (await order.Gateway.Client.GetAsync(
            new Uri("/api", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)).Dispose();

        await Eventually.SoAsync(() => spans.Ended.Count == 1);
        Assert.Equal("client-aborted", spans.Ended.Single().GetTagItem("modular.outcome"));
        Assert.Equal(ActivityStatusCode.Unset, spans.Ended.Single().Status);
    }

    static async Task FallSilent(HttpContext context)
    {
        await context.Response.WriteAsync("only this", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    static async Task CutOffAsync(MeasuredOrder order, HttpRequestMessage request)
    {
        using var answer = await order.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The spans of attempts at one destination.</summary>
    sealed class Spans : IDisposable
    {
        readonly ActivityListener _listener;

        public Spans(string destination)
        {
            _listener = new()
            {
                // The span of the request too: where that is not recorded, those of its attempts are not made.
                ShouldListenTo = source => source.Name is GatewayMetrics.MeterName or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span =>
                {
                    if (span.GetTagItem("modular.destination") is string id && id == destination)
                        Ended.Enqueue(span);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Ended { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
