using System.Diagnostics;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// Sends a request to a destination, and to another one where that is safe: the end of YARP's pipeline, in place of its own forwarding.
/// Each attempt picks anew, ends in one <see cref="Outcome"/>, and is counted here and nowhere else.
/// </summary>
sealed class RequestForwarder(
    ServiceDirectory services,
    IHttpForwarder forwarder,
    Upstream upstream,
    ForwardingOptions options,
    ForwardingProblems problems,
    GatewayMetrics metrics,
    TimeProvider time)
{
    public async Task ForwardAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var proxy = context.GetReverseProxyFeature();
        var name = proxy.Cluster.Config.ClusterId;
        var service = services.Find(name)?.Service;
        // The instance takes up the trace at the gateway's own span.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } span })
            context.Request.Headers.TraceParent = span;

        // A body is kept only where a retry is possible at all; without a length it may be a stream without an end.
        if (context.Request.ContentLength is > 0 and var length && length <= options.ReplayBytes && RetryRule.IsIdempotent(context.Request))
            await ReplayableBody.KeepAsync(context.Request, (int)length);

        var outcome = Outcome.NoDestination;
        Destination? tried = null;
        for (var number = 1; service is not null && Next(service, tried, outcome) is { } destination; number++)
        {
            // A failed attempt has left its status behind.
            if (tried is not null)
            {
                metrics.Retried(name, outcome);
                Reset(context);
            }

            outcome = await AttemptAsync(context, proxy, service, destination, number);
            tried = destination;
            if (!IsRepeatable(context, outcome, number))
                break;
        }

        if (tried is null)
            await problems.WriteNoInstanceAsync(context, name);
        else if (context.GetForwarderErrorFeature() is { } error)
            await problems.WriteFailureAsync(context, name, tried.Id, outcome, error.Exception);
        metrics.RequestEnded(name, outcome, time.GetElapsedTime(began));
    }

    // Where nobody could be connected to, the same instance is no second choice; a fresh connection to it is.
    static Destination? Next(Service service, Destination? tried, Outcome outcome) =>
        service.Begin(tried) ?? (outcome == Outcome.Reset ? service.Begin() : null);

    bool IsRepeatable(HttpContext context, Outcome outcome, int number) =>
        outcome is Outcome.ConnectFailure or Outcome.Reset
        && number <= options.Retries
        && !context.Response.HasStarted
        && RetryRule.IsRefused(outcome, context.GetForwarderErrorFeature()?.Exception)
        && RetryRule.IsIdempotent(context.Request)
        // Without a connection not a byte of the body was read.
        && (ReplayableBody.CanReplay(context.Request) || outcome == Outcome.ConnectFailure);

    async ValueTask<Outcome> AttemptAsync(HttpContext context, IReverseProxyFeature proxy, Service service, Destination destination, int number)
    {
        var attempt = new Attempt(destination, proxy.Route.Transformer, number, time);
        var registration = destination.Registration;
        proxy.AvailableDestinations = destination.Proxied;
        proxy.ProxiedDestination = destination.Proxied;
        var outcome = Outcome.ServerError;
        try
        {
            var error = await forwarder.SendAsync(
                context, registration.Address, upstream.Client, registration.IsHttp2 ? upstream.Http2 : upstream.Http1, attempt);
            outcome = error == ForwarderError.None
                ? OutcomeReader.Read(error, exception: null, context.Response.StatusCode, clientGone: false)
                : OutcomeReader.Read(error, context.GetForwarderErrorFeature()?.Exception, context.Response.StatusCode, context.RequestAborted.IsCancellationRequested);
        }
        finally
        {
            var now = time.GetTimestamp();
            if (outcome.IsGood())
                destination.Latency.Observe(attempt.Seconds(now), now);
            else if (outcome.IsFailure())
                destination.Latency.ObserveFailure(attempt.Seconds(now), now);
            service.End(destination, outcome);
        }

        return outcome;
    }

    static void Reset(HttpContext context)
    {
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
    }
}
