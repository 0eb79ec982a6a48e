using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>Says what a good document asks for that this gateway does not do: read, checked, and not obeyed. Nothing is ignored in silence.</summary>
static class NotObeyed
{
    public static IEnumerable<Remark> Check(IEnumerable<PolicyDocument> documents) =>
        from document in documents
        from field in Fields(document)
        select new Remark(document, Diagnostic.Warning(document.Place, field, "is read and not obeyed: the gateway cannot do this"));

    static IEnumerable<string> Fields(PolicyDocument document) => document switch
    {
        CanaryDocument canary => Trial(canary),
        DestinationRule rule => Settings("spec.trafficPolicy", rule.TrafficPolicy)
            .Concat(rule.Subsets.Index().SelectMany(subset => OfSubset($"spec.subsets[{subset.Index}].trafficPolicy", subset.Item.TrafficPolicy))),
        VirtualService service => Routes(service),
        _ => [],
    };

    static IEnumerable<string> Trial(CanaryDocument canary)
    {
        // Requests are matched, rewritten and timed by the service's own VirtualService, which a rollout leaves as it is.
        var service = canary.Service;
        if (service.Hosts.Count > 0 || service.Matches.Count > 0 || service.Rewrite is not null || service.Headers != HeaderRules.None
            || service.Timeout is not null || service.Retries is not null || service.Cors is not null || service.TrafficPolicy != TrafficPolicy.Unsaid)
            yield return "spec.service (but for its name: write a VirtualService and a DestinationRule)";
        foreach (var (number, metric) in (canary.Analysis?.Metrics ?? []).Index())
            if (metric.Interval != canary.Analysis!.Interval)
                yield return $"spec.analysis.metrics[{number}].interval (the analysis' interval is the window)";
    }

    static IEnumerable<string> Routes(VirtualService service)
    {
        if (service.Hosts.Any(ServiceHost.IsIPv6))
            yield return "spec.hosts (IPv6 addresses)";
        foreach (var (number, route) in service.Http.Index())
            if (route.Retries is { RemoteLocalities: true })
                yield return $"spec.http[{number}].retries.retryRemoteLocalities";
    }

    // Limits and ejection are kept for a service, whichever subset a request was for.
    static IEnumerable<string> OfSubset(string path, TrafficPolicy policy)
    {
        if (policy.ConnectionPool is not null)
            yield return $"{path}.connectionPool";
        if (policy.OutlierDetection is not null)
            yield return $"{path}.outlierDetection";
        if (policy.Tls is not null)
            yield return $"{path}.tls";
        if (policy.RetryBudget is not null)
            yield return $"{path}.retryBudget";
        foreach (var field in policy.Ports.SelectMany(port => OfSubset($"{path}.portLevelSettings (port {port.Key})", port.Value)))
            yield return field;
    }

    static IEnumerable<string> Settings(string path, TrafficPolicy policy)
    {
        foreach (var field in policy.Ports.SelectMany(port => Settings($"{path}.portLevelSettings (port {port.Key})", port.Value)))
            yield return field;
        if (policy.Tls is { Mode: TlsMode.IstioMutual })
            yield return $"{path}.tls.mode (ISTIO_MUTUAL: there is no mesh that has certificates)";
    }
}
