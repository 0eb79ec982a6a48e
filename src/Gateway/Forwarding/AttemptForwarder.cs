using System.Diagnostics;
using Modular.Gateway.Instances;
using Modular.Gateway.Measuring;
using Modular.Gateway.Resilience;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Modular.Gateway.Forwarding;

/// <summary>Makes one attempt: sends, says how it ended, and tells everybody who learns from that.</summary>
sealed class AttemptForwarder(IHttpForwarder forwarder, Upstream upstream, TimeProvider time)
{
    public async ValueTask<Outcome> SendAsync(Exchange exchange, IReverseProxyFeature proxy, Destination destination)
    {
        var context = exchange.Context;
        using var span = AttemptSpan.Begin(exchange, destination);
        using var timer = new AttemptTimer(exchange.Retry.PerTryTimeout, exchange.Deadline, time);
        exchange.Follow(timer);
        var attempt = new Attempt(destination, exchange, timer, time);
        var registration = destination.Registration;
        proxy.AvailableDestinations = destination.Proxied;
        proxy.ProxiedDestination = destination.Proxied;
        var traffic = exchange.Course.Traffic;
        // Of where this attempt goes: what falls back goes to another subset than its request.
        var pool = upstream.Take(exchange.Course.Service.TrafficOf(exchange.Subset));
        var config = pool.ConfigOf(registration);
        if (await pool.EnterAsync(destination, config, timer.Token, context.RequestAborted) is { } limit)
            return Shed(exchange, destination, limit, span);
        var outcome = Outcome.ServerError;
        var isRefused = false;
        try
        {
            var error = await forwarder.SendAsync(context, pool.AddressOf(registration), pool.Client, Patient(config, exchange), attempt, timer.Token);
            isRefused = error == ForwarderError.RequestBodyDestination;
            outcome = error == ForwarderError.None
                ? OutcomeReader.OfStatus(attempt.Status == 0 ? context.Response.StatusCode : attempt.Status)
                : Failed(exchange, timer, error);
        }
        finally
        {
            pool.Leave(destination, config);
            var now = time.GetTimestamp();
            // A caller that has no time left is as one that went away: anybody could set it to a millisecond. And an instance may close when
            // it is sent more than it wants; one that is gone shows at the next request.
            var learnt = isRefused || (outcome == Outcome.DeadlineExceeded && exchange.Deadline.IsAsked) ? Outcome.ClientAborted : outcome;
            if (learnt.IsGood())
                destination.Latency.Observe(attempt.Seconds(now), now);
            else if (learnt.IsFailure())
                destination.Latency.ObserveFailure(attempt.Seconds(now), now);
            exchange.Sample?.Record(learnt, attempt.Seconds(now));
            if (traffic.Adaptive is { } adaptive && (learnt.IsGood() || learnt.IsTimeout()))
                adaptive.Observe(attempt.Seconds(now), traffic.Active, now);
            destination.Attempts[exchange.Subset].Add(outcome);
            span?.End(outcome, attempt.Status, context.GetForwarderErrorFeature()?.Exception);
            exchange.Course.Service.End(destination, exchange.Overload is null ? learnt : Outcome.ClientAborted);
        }

        return outcome;
    }

    // A timer knows no longer time, 24 days.
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    // Silence may last as long as the attempt may, where a route allows more of it than is usual.
    ForwarderRequestConfig Patient(ForwarderRequestConfig config, Exchange exchange)
    {
        var left = exchange.Deadline.Left(time);
        var own = left == Timeout.InfiniteTimeSpan ? exchange.Retry.PerTryTimeout : left;
        return own > config.ActivityTimeout ? config with { ActivityTimeout = own < Longest ? own : Longest } : config;
    }

    // Nothing was sent, so nothing is learnt of the destination.
    static Outcome Shed(Exchange exchange, Destination destination, string limit, Activity? span)
    {
        var outcome = exchange.Context.RequestAborted.IsCancellationRequested ? Outcome.ClientAborted : Outcome.Throttled;
        if (outcome == Outcome.Throttled)
            exchange.Shed(limit);
        destination.Attempts[exchange.Subset].Add(outcome);
        span?.End(outcome, status: 0, failure: null);
        exchange.Course.Service.End(destination, Outcome.ClientAborted);
        return outcome;
    }

    static Outcome Failed(Exchange exchange, AttemptTimer timer, ForwarderError error)
    {
        var context = exchange.Context;
        var failure = context.GetForwarderErrorFeature()?.Exception;
        // An answer that our own clock broke off has had its client's connection ended by the forwarder: the client did not leave.
        var clientGone = context.RequestAborted.IsCancellationRequested && !timer.IsOver;
        var outcome = OutcomeReader.Read(error, failure, context.Response.StatusCode, clientGone);
        if (outcome == Outcome.PerTryTimeout && timer.IsOverall)
            outcome = Outcome.DeadlineExceeded;
        if (OutcomeReader.OverloadIn(failure) is { } overload)
            exchange.Shed(overload.Limit);
        else
            exchange.Fail(outcome, failure);
        return outcome;
    }
}
