using System.Diagnostics;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// Sends a request to a destination, and to another one where its policy says so: the end of YARP's pipeline, in place of its own
/// forwarding. Each attempt picks anew, ends in one <see cref="Outcome"/>, and is counted here and nowhere else.
/// </summary>
sealed class RequestForwarder(
    ServiceDirectory services,
    IHttpForwarder forwarder,
    Upstream upstream,
    ForwardingOptions options,
    TrafficDirector director,
    ForwardingProblems problems,
    GatewayMetrics metrics,
    Dice dice,
    TimeProvider time)
{
    public async Task ForwardAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var proxy = context.GetReverseProxyFeature();
        var name = proxy.Cluster.Config.ClusterId;
        // The instance takes up the trace at the gateway's own span.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } span })
            context.Request.Headers.TraceParent = span;

        var outcome = Outcome.NoDestination;
        if (services.Find(name)?.Service is not { } service)
        {
            await problems.WriteNoInstanceAsync(context, name);
        }
        else if (await director.DirectAsync(context, service) is not { } course)
        {
            outcome = OutcomeReader.OfStatus(context.Response.StatusCode);
        }
        else if (!course.Service.Traffic.TryEnter(began, out var limit))
        {
            outcome = Outcome.Throttled;
            await problems.WriteOverloadAsync(context, course.Service.Name, limit);
        }
        else
        {
            try
            {
                outcome = await ExchangeAsync(context, proxy, new(context, course, began, dice, time));
            }
            finally
            {
                course.Service.Traffic.Leave();
            }
        }

        metrics.RequestEnded(name, outcome, time.GetElapsedTime(began));
    }

    async ValueTask<Outcome> ExchangeAsync(HttpContext context, IReverseProxyFeature proxy, Exchange exchange)
    {
        var service = exchange.Course.Service;
        // A body is kept only where a retry is possible at all; without a length it may be a stream without an end.
        if (context.Request.ContentLength is > 0 and var length && length <= options.ReplayBytes && exchange.MayRepeat
            && !await ReplayableBody.TryKeepAsync(context, (int)length))
        {
            await problems.WriteBrokenBodyAsync(context, service.Name);
            return Outcome.ClientAborted;
        }

        var outcome = Outcome.NoDestination;
        Destination? last = null;
        while (service.Begin(exchange.Course.Subset, exchange.Tried) is { } destination)
        {
            // A failed attempt has left its status behind.
            if (last is not null)
            {
                metrics.Retried(service.Name, outcome);
                Reset(context);
            }

            exchange.Next();
            outcome = await AttemptAsync(exchange, proxy, destination);
            last = destination;
            if (!exchange.IsRepeated)
                break;
            exchange.Avoid(destination);
            if (!await exchange.PauseAsync())
            {
                outcome = context.RequestAborted.IsCancellationRequested ? Outcome.ClientAborted : Outcome.DeadlineExceeded;
                break;
            }
        }

        exchange.End();
        if (last is null)
            await problems.WriteNoInstanceAsync(context, service.Name);
        else if (exchange.Overload is { } limit)
            await problems.WriteOverloadAsync(context, service.Name, limit);
        else if (exchange.IsUnanswered)
            await problems.WriteFailureAsync(context, service.Name, last.Id, outcome, context.GetForwarderErrorFeature()?.Exception);
        return outcome;
    }

    async ValueTask<Outcome> AttemptAsync(Exchange exchange, IReverseProxyFeature proxy, Destination destination)
    {
        var context = exchange.Context;
        using var timer = new AttemptTimer(exchange.Retry.PerTryTimeout, exchange.Deadline, time);
        var attempt = new Attempt(destination, proxy.Route.Transformer, exchange, timer, time);
        var registration = destination.Registration;
        proxy.AvailableDestinations = destination.Proxied;
        proxy.ProxiedDestination = destination.Proxied;
        var traffic = exchange.Course.Service.Traffic;
        var pool = upstream.Take(traffic);
        var config = pool.ConfigOf(registration);
        if (await pool.EnterAsync(destination, config, timer.Token, context.RequestAborted) is { } limit)
            return Shed(exchange, destination, limit);
        var outcome = Outcome.ServerError;
        try
        {
            var error = await forwarder.SendAsync(context, registration.Address, pool.Client, config, attempt, timer.Token);
            outcome = error == ForwarderError.None
                ? OutcomeReader.OfStatus(attempt.Status == 0 ? context.Response.StatusCode : attempt.Status)
                : Failed(exchange, timer, error);
        }
        finally
        {
            pool.Leave(destination, config);
            var now = time.GetTimestamp();
            if (outcome.IsGood())
                destination.Latency.Observe(attempt.Seconds(now), now);
            else if (outcome.IsFailure())
                destination.Latency.ObserveFailure(attempt.Seconds(now), now);
            if (traffic.Adaptive is { } adaptive && (outcome.IsGood() || outcome.IsTimeout()))
                adaptive.Observe(attempt.Seconds(now), traffic.Active, now);
            exchange.Course.Service.End(destination, exchange.Overload is null ? outcome : Outcome.ClientAborted);
        }

        return outcome;
    }

    // Nothing was sent, so nothing is learnt of the destination.
    static Outcome Shed(Exchange exchange, Destination destination, string limit)
    {
        exchange.Course.Service.End(destination, Outcome.ClientAborted);
        if (exchange.Context.RequestAborted.IsCancellationRequested)
            return Outcome.ClientAborted;
        exchange.Shed(limit);
        return Outcome.Throttled;
    }

    static Outcome Failed(Exchange exchange, AttemptTimer timer, ForwarderError error)
    {
        var context = exchange.Context;
        var failure = context.GetForwarderErrorFeature()?.Exception;
        var outcome = OutcomeReader.Read(error, failure, context.Response.StatusCode, context.RequestAborted.IsCancellationRequested);
        if (outcome == Outcome.PerTryTimeout && timer.IsOverall)
            outcome = Outcome.DeadlineExceeded;
        if (OutcomeReader.OverloadIn(failure) is { } overload)
            exchange.Shed(overload.Limit);
        else
            exchange.Fail(outcome, failure);
        return outcome;
    }

    static void Reset(HttpContext context)
    {
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
    }
}
