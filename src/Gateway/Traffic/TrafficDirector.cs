using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Traffic;

/// <summary>Obeys the documents of a service, or of a host, for one request: answers it, or says where it goes.</summary>
/// <remarks>In the order of Envoy's filters: cross-origin, faults, and only then the route's own redirect, answer or destinations.</remarks>
sealed class TrafficDirector(ServiceDirectory services, ForwardingProblems problems, RoutePolicy unsaid, Dice dice, TimeProvider time)
{
    /// <returns>Null when it is answered.</returns>
    public ValueTask<Course?> DirectAsync(HttpContext context, Service service)
    {
        var rules = service.Rules;
        return rules.Routes.IsEmpty ? new(Unrouted(context, service, service.Split)) : ByRulesAsync(context, service.Name, rules, service);
    }

    /// <returns>Null when it is answered.</returns>
    public ValueTask<Course?> DirectAsync(HttpContext context, Ingress ingress) => ByRulesAsync(context, ingress.Name, ingress.Rules, from: null);

    // From: the service whose routes they are, which most of them lead to; null where they are a host's.
    ValueTask<Course?> ByRulesAsync(HttpContext context, string name, TrafficRules rules, Service? from)
    {
        if (rules.Find(context, out var match) is not { } route)
            return RefuseAsync(context, name);
        return route.IsPlain ? GoAsync(context, from, route, match) : ByRouteAsync(context, from, route, match);
    }

    Course Unrouted(HttpContext context, Service service, VersionSplit? split) =>
        new(service, split?.Choose(context), split, unsaid, context.Request.Host, Answer: null, Mirrors: []);

    async ValueTask<Course?> RefuseAsync(HttpContext context, string name)
    {
        await problems.WriteNoRouteAsync(context, name);
        return null;
    }

    async ValueTask<Course?> ByRouteAsync(HttpContext context, Service? from, TrafficRoute route, HttpMatch? match)
    {
        if (route.Document.Cors is { } cors && CrossOrigin.Apply(cors, context))
            return null;
        if (route.Document.Fault is { } fault)
        {
            await Faults.DelayAsync(fault.Delay, context, dice, time);
            if (Faults.Abort(fault.Abort, context, dice))
                return null;
        }

        if (route.Targets is not null)
            return await GoAsync(context, from, route, match);
        await AnswerAsync(route.Document, Rewriting.PrefixOf(match, context.Request), context);
        return null;
    }

    static async Task AnswerAsync(HttpRoute route, string? prefix, HttpContext context)
    {
        route.Headers.Response.Apply(context.Response.Headers);
        if (route.Redirect is { } redirect)
            OwnAnswers.Redirect(redirect, prefix, context);
        else if (route.DirectResponse is { } direct)
            await OwnAnswers.AnswerAsync(direct, context);
    }

    // Mostly there is nothing to wait for, and then no machinery for waiting is made.
    ValueTask<Course?> GoAsync(HttpContext context, Service? from, TrafficRoute route, HttpMatch? match)
    {
        var target = route.Targets!.Choose(context);
        var service = target.Service == from?.Name ? from : services.Find(target.Service)?.Service;
        return service is null ? LostAsync(context, target) : new(Go(context, service, route, target, match));
    }

    async ValueTask<Course?> LostAsync(HttpContext context, Target target)
    {
        await problems.WriteNoInstanceAsync(context, target.Service);
        return null;
    }

    static Course Go(HttpContext context, Service service, TrafficRoute route, Target target, HttpMatch? match)
    {
        var askedFor = context.Request.Host;
        route.Document.Rewrite?.Apply(Rewriting.PrefixOf(match, context.Request), context.Request);
        route.Document.Headers.Request.Apply(context.Request.Headers);
        target.Headers.Request.Apply(context.Request.Headers);
        var split = service.Split is { } versions && versions.Decides(target, route.Targets!, service.Rules) ? versions : null;
        return new(
            service, split is null ? target.Subset : split.Choose(context), split, route.Policy, askedFor,
            ResponseHeaders.Of(route.Document.Headers, target.Headers), route.Document.Mirrors);
    }
}
