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
