using Modular.Gateway.Instances;
using Modular.Gateway.Measuring;
using Modular.Gateway.Resilience;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>Makes attempts: begins and sends them, says how they ended, and tells everybody who learns from that.</summary>
/// <remarks>
/// In steps that do not wait: to wait for them is left to the one method that waits for a whole request. Each such method more is a state
/// machine that every request allocates, enters anew when its answer comes, and finds gone from the processor's caches by then.
/// </remarks>
sealed class AttemptForwarder(IHttpForwarder forwarder, Upstream upstream, TimeProvider time)
{
    // A timer knows no longer time, 24 days.
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Begins an attempt on a destination that was picked for it. It ends by <see cref="End"/>, or by <see cref="Shed"/>.</summary>
    public Attempt Begin(Exchange exchange, Destination destination)
    {
        var span = AttemptSpan.Begin(exchange, destination);
        var timer = new AttemptTimer(exchange.Retry.PerTryTimeout, exchange.Deadline, time);
        exchange.Follow(timer);
        // Of where this attempt goes: what falls back goes to another subset than its request.
        var pool = upstream.Take(exchange.Course.Service.TrafficOf(exchange.Subset));
        return new(destination, exchange, pool, span, timer, time);
    }

    /// <summary>Sends it, and the answer to the client.</summary>
    public ValueTask<ForwarderError> SendAsync(Attempt attempt)
    {
        var pool = attempt.Pool;
        return forwarder.SendAsync(
            attempt.Exchange.Context, pool.AddressOf(attempt.Destination.Registration), pool.Client, Patient(attempt.Config, attempt.Exchange), attempt, attempt.Timer.Token);
    }

    /// <summary>It was sent, and is over.</summary>
    /// <param name="attempt">Which.</param>
    /// <param name="error">What the forwarder says of it; null where it failed to say anything.</param>
    public Outcome End(Attempt attempt, ForwarderError? error)
    {
        var (exchange, destination) = (attempt.Exchange, attempt.Destination);
        attempt.Pool.Leave(destination, attempt.Config);
        var outcome = error switch
        {
            null => Outcome.ServerError,
            ForwarderError.None => OutcomeReader.OfStatus(attempt.Status == 0 ? exchange.Context.Response.StatusCode : attempt.Status),
            { } failed => Failed(exchange, attempt.Timer, failed),
        };
        // A caller that has no time left is as one that went away: anybody could set it to a millisecond. And an instance may close when
        // it is sent more than it wants; one that is gone shows at the next request.
        var isExcused = error == ForwarderError.RequestBodyDestination || (outcome == Outcome.DeadlineExceeded && exchange.Deadline.IsAsked);
        var learnt = isExcused ? Outcome.ClientAborted : outcome;
        Learn(attempt, learnt);
        destination.Attempts[exchange.Subset].Add(outcome);
        attempt.Span?.End(outcome, attempt.Status, exchange.Context.GetForwarderErrorFeature()?.Exception);
        exchange.Course.Service.End(destination, exchange.Overload is null ? learnt : Outcome.ClientAborted);
        return outcome;
    }

    /// <summary>It was not sent, so nothing is learnt of the destination.</summary>
    /// <param name="attempt">Which.</param>
    /// <param name="limit">What there is too much of, of <see cref="Overload"/>.</param>
    public static Outcome Shed(Attempt attempt, string limit)
    {
        var (exchange, destination) = (attempt.Exchange, attempt.Destination);
        var outcome = exchange.Context.RequestAborted.IsCancellationRequested ? Outcome.ClientAborted : Outcome.Throttled;
        if (outcome == Outcome.Throttled)
            exchange.Shed(limit);
        destination.Attempts[exchange.Subset].Add(outcome);
        attempt.Span?.End(outcome, status: 0, failure: null);
        exchange.Course.Service.End(destination, Outcome.ClientAborted);
        return outcome;
    }

    void Learn(Attempt attempt, Outcome learnt)
    {
        var now = time.GetTimestamp();
        var seconds = attempt.Seconds(now);
        var (isGood, latency, traffic) = (learnt.IsGood(), attempt.Destination.Latency, attempt.Exchange.Course.Traffic);
        if (isGood)
            latency.Observe(seconds, now);
        else if (learnt.IsFailure())
            latency.ObserveFailure(seconds, now);
        attempt.Exchange.Sample?.Record(learnt, seconds);
        if (traffic.Adaptive is { } adaptive && (isGood || learnt.IsTimeout()))
            adaptive.Observe(seconds, traffic.Active, now);
    }

    // Silence may last as long as the attempt may, where a route allows more of it than is usual.
    ForwarderRequestConfig Patient(ForwarderRequestConfig config, Exchange exchange)
    {
        var left = exchange.Deadline.Left(time);
        var own = left == Timeout.InfiniteTimeSpan ? exchange.Retry.PerTryTimeout : left;
        return own > config.ActivityTimeout ? config with { ActivityTimeout = own < Longest ? own : Longest } : config;
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
