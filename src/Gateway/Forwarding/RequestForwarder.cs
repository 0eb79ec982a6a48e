using System.Diagnostics;
using Modular.Gateway.Discovery;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Measuring;
using Modular.Gateway.Resilience;
using Modular.Gateway.Routing;
using Modular.Gateway.Traffic;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// Sends a request to a destination, and to another one where its policy says so: the end of YARP's pipeline, in place of its own
/// forwarding. Each attempt picks anew, ends in one <see cref="Outcome"/>, and is counted here and nowhere else.
/// </summary>
sealed class RequestForwarder(
    ServiceDirectory services,
    IngressDirectory ingress,
    AttemptForwarder attempts,
    ForwardingOptions options,
    TrafficDirector director,
    Mirroring mirroring,
    ForwardingProblems problems,
    GatewayMetrics metrics,
    Dice dice,
    TimeProvider time)
{
    public Task ForwardAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var name = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        // The instance takes up the trace at the gateway's own span.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } span })
            context.Request.Headers.TraceParent = span;
        if (name == ProxyConfig.Documents && ingress.Find(context.Request.Host.Host) is { } document)
            return FollowAsync(context, director.DirectAsync(context, document), document.Name, document.Figures, began);
        return services.Find(name)?.Service is { } service
            ? FollowAsync(context, director.DirectAsync(context, service), service.Name, service.Figures, began)
            : problems.WriteNoInstanceAsync(context, name);
    }

    // Mostly there is nothing to wait for, and then no machinery for waiting is made.
    Task FollowAsync(HttpContext context, ValueTask<Course?> directing, string name, ServiceFigures figures, long began) =>
        directing is { IsCompletedSuccessfully: true, Result: { } course }
            ? ForwardAsync(context, course, began, directed: began)
            : FollowLaterAsync(context, directing, name, figures, began);

    async Task FollowLaterAsync(HttpContext context, ValueTask<Course?> directing, string name, ServiceFigures figures, long began)
    {
        if (await directing is { } course)
            await ForwardAsync(context, course, began, directed: time.GetTimestamp());
        else
            metrics.RequestEnded(name, figures, subset: null, OutcomeReader.OfStatus(context.Response.StatusCode), time.GetElapsedTime(began));
    }

    Task ForwardAsync(HttpContext context, Course course, long began, long directed) => course.Traffic.TryEnter(directed, out var limit)
        ? ExchangeAsync(new(context, course, directed, dice, time), began)
        : ShedAsync(context, course, limit, began);

    async Task ShedAsync(HttpContext context, Course course, string limit, long began)
    {
        await problems.WriteOverloadAsync(context, course.Service.Name, limit);
        End(course, Outcome.Throttled, began);
    }

    async Task ExchangeAsync(Exchange exchange, long began)
    {
        var (context, course, service) = (exchange.Context, exchange.Course, exchange.Course.Service);
        var outcome = Outcome.NoDestination;
        Attempt? last = null;
        var isCopiedLater = false;
        try
        {
            // A body is kept only where it may be sent twice at all.
            if (!await ReplayableBody.TryKeepAsync(exchange, exchange.MayRepeat || course.Mirrors.Count > 0 ? options.ReplayBytes : 0))
            {
                outcome = Outcome.ClientAborted;
                await problems.WriteBrokenBodyAsync(context, service.Name);
                return;
            }

            isCopiedLater = context.Request.Body is RecordedBody;
            if (!isCopiedLater)
                mirroring.Copy(context, course.Mirrors);
            var key = service.HashOf(course.Subset) is { } hash ? HashKey.Of(hash, context, dice) : null;
            while (exchange.Begin(key) is { } destination)
            {
                // A failed attempt has left its status behind.
                if (last is not null)
                {
                    service.Figures.Requests[course.Subset].Retries.Add(outcome);
                    Reset(context);
                    ReplayableBody.Rewind(context.Request);
                }

                exchange.Next();
                using (var attempt = last = attempts.Begin(exchange, destination))
                {
                    if (await attempt.EnterAsync() is { } limit)
                    {
                        outcome = AttemptForwarder.Shed(attempt, limit);
                        break;
                    }

                    ForwarderError? error = null;
                    try
                    {
                        error = await attempts.SendAsync(attempt);
                    }
                    finally
                    {
                        outcome = attempts.End(attempt, error);
                    }
                }

                if (!exchange.IsRepeated)
                    break;
                exchange.Avoid(destination);
                if (!await exchange.PauseAsync())
                {
                    outcome = context.RequestAborted.IsCancellationRequested ? Outcome.ClientAborted : Outcome.DeadlineExceeded;
                    break;
                }
            }

            if (last is null || exchange.Overload is not null || exchange.IsUnanswered)
                await AnswerAsync(exchange, last, outcome);
        }
        finally
        {
            exchange.End();
            course.Traffic.Leave();
            End(course, outcome, began);
            // Last: a copy that fails must not take up a place among the requests in flight.
            if (isCopiedLater)
                mirroring.Copy(context, course.Mirrors);
        }
    }

    // Nobody did.
    Task AnswerAsync(Exchange exchange, Attempt? last, Outcome outcome)
    {
        var (context, course, service) = (exchange.Context, exchange.Course, exchange.Course.Service.Name);
        // While versions are tried, all instances could have taken it.
        return last is null ? problems.WriteNoInstanceAsync(context, service, course.Split is null ? course.Subset : null)
            : exchange.Overload is { } limit ? problems.WriteOverloadAsync(context, service, limit)
            : problems.WriteFailureAsync(context, service, last.Destination.Id, outcome, context.GetForwarderErrorFeature()?.Exception);
    }

    void End(Course course, Outcome outcome, long began) =>
        metrics.RequestEnded(course.Service.Name, course.Service.Figures, course.Subset, outcome, time.GetElapsedTime(began));

    static void Reset(HttpContext context)
    {
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
    }
}
