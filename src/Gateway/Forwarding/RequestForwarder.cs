using System.Diagnostics;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Measuring;
using Modular.Gateway.Resilience;
using Modular.Gateway.Routing;
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
    public async Task ForwardAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var proxy = context.GetReverseProxyFeature();
        var name = proxy.Cluster.Config.ClusterId;
        // The instance takes up the trace at the gateway's own span.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } span })
            context.Request.Headers.TraceParent = span;

        Course? directed;
        ServiceFigures figures;
        if (name == ProxyConfig.Documents && ingress.Find(context.Request.Host.Host) is { } document)
        {
            (name, figures) = (document.Name, document.Figures);
            directed = await director.DirectAsync(context, document);
        }
        else if (services.Find(name)?.Service is { } service)
        {
            figures = service.Figures;
            directed = await director.DirectAsync(context, service);
        }
        else
        {
            await problems.WriteNoInstanceAsync(context, name);
            return;
        }

        if (directed is not { } course)
        {
            metrics.RequestEnded(name, figures, subset: null, OutcomeReader.OfStatus(context.Response.StatusCode), time.GetElapsedTime(began));
            return;
        }

        var outcome = Outcome.Throttled;
        if (!course.Traffic.TryEnter(began, out var limit))
        {
            await problems.WriteOverloadAsync(context, course.Service.Name, limit);
        }
        else
        {
            try
            {
                outcome = await ExchangeAsync(context, proxy, new(context, course, time.GetTimestamp(), dice, time));
            }
            finally
            {
                course.Traffic.Leave();
            }
        }

        metrics.RequestEnded(course.Service.Name, course.Service.Figures, course.Subset, outcome, time.GetElapsedTime(began));
    }

    async ValueTask<Outcome> ExchangeAsync(HttpContext context, IReverseProxyFeature proxy, Exchange exchange)
    {
        var service = exchange.Course.Service;
        var mirrors = exchange.Course.Mirrors;
        // A body is kept only where it may be sent twice at all.
        if (!await ReplayableBody.TryKeepAsync(exchange, exchange.MayRepeat || mirrors.Count > 0 ? options.ReplayBytes : 0))
        {
            await problems.WriteBrokenBodyAsync(context, service.Name);
            return Outcome.ClientAborted;
        }

        var isCopiedLater = context.Request.Body is RecordedBody;
        if (!isCopiedLater)
            mirroring.Copy(context, mirrors);
        var outcome = Outcome.NoDestination;
        Destination? last = null;
        var key = service.HashOf(exchange.Course.Subset) is { } hash ? HashKey.Of(hash, context, dice) : null;
        try
        {
            while (exchange.Begin(key) is { } destination)
            {
                // A failed attempt has left its status behind.
                if (last is not null)
                {
                    service.Figures.Requests[exchange.Course.Subset].Retries.Add(outcome);
                    Reset(context);
                    ReplayableBody.Rewind(context.Request);
                }

                exchange.Next();
                outcome = await attempts.SendAsync(exchange, proxy, destination);
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
        }
        finally
        {
            exchange.End();
            if (isCopiedLater)
                mirroring.Copy(context, mirrors);
        }

        if (last is null)
            // While versions are tried, all instances could have taken it.
            await problems.WriteNoInstanceAsync(context, service.Name, exchange.Course.Split is null ? exchange.Course.Subset : null);
        else if (exchange.Overload is { } limit)
            await problems.WriteOverloadAsync(context, service.Name, limit);
        else if (exchange.IsUnanswered)
            await problems.WriteFailureAsync(context, service.Name, last.Id, outcome, context.GetForwarderErrorFeature()?.Exception);
        return outcome;
    }

    static void Reset(HttpContext context)
    {
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
    }
}
