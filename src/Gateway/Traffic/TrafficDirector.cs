using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Traffic;

/// <summary>Obeys the documents of a service for one request: answers it, or says where it goes.</summary>
/// <remarks>In the order of Envoy's filters: cross-origin, faults, and only then the route's own redirect, answer or destinations.</remarks>
sealed class TrafficDirector(ServiceDirectory services, ForwardingProblems problems, Mirroring mirroring, RoutePolicy unsaid, Dice dice, TimeProvider time)
{
    /// <returns>Null when it is answered.</returns>
    public ValueTask<Course?> DirectAsync(HttpContext context, Service service) => service.Rules.Routes.IsEmpty
        ? new(Unrouted(context, service, service.Split))
        : ByRouteAsync(context, service);

    Course Unrouted(HttpContext context, Service service, VersionSplit? split) => new(service, split?.Choose(context), split, unsaid, Answer: null);

    async ValueTask<Course?> ByRouteAsync(HttpContext context, Service service)
    {
        if (service.Rules.Find(context, out var match) is not { } route)
        {
            await problems.WriteNoRouteAsync(context, service.Name);
            return null;
        }

        if (route.Document.Cors is { } cors && CrossOrigin.Apply(cors, context))
            return null;
        if (route.Document.Fault is { } fault)
        {
            await Faults.DelayAsync(fault.Delay, context, dice, time);
            if (Faults.Abort(fault.Abort, context, dice))
                return null;
        }

        var prefix = Rewriting.PrefixOf(match, context.Request);
        if (route.Targets is not { } targets)
        {
            await AnswerAsync(route.Document, prefix, context);
            return null;
        }

        return await GoAsync(context, route, targets.Choose(() => StickyKey.Of(context)), prefix);
    }

    static async Task AnswerAsync(HttpRoute route, string? prefix, HttpContext context)
    {
        route.Headers.Response.Apply(context.Response.Headers);
        if (route.Redirect is { } redirect)
            OwnAnswers.Redirect(redirect, prefix, context);
        else if (route.DirectResponse is { } direct)
            await OwnAnswers.AnswerAsync(direct, context);
    }

    async ValueTask<Course?> GoAsync(HttpContext context, TrafficRoute route, Target target, string? prefix)
    {
        if (services.Find(target.Service)?.Service is not { } service)
        {
            await problems.WriteNoInstanceAsync(context, target.Service);
            return null;
        }

        route.Document.Rewrite?.Apply(prefix, context.Request);
        route.Document.Headers.Request.Apply(context.Request.Headers);
        target.Headers.Request.Apply(context.Request.Headers);
        foreach (var mirror in route.Document.Mirrors)
            mirroring.Copy(context, mirror);
        var split = service.Split is { } versions && versions.Decides(target, route.Targets!, service.Rules) ? versions : null;
        return new Course(service, split is null ? target.Subset : split.Choose(context), split, route.Policy, ResponseHeaders.Of(route.Document.Headers, target.Headers));
    }
}
