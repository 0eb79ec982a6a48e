using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>Says what a good document asks for that this gateway does not do: read, checked, and not obeyed. Nothing is ignored in silence.</summary>
static class NotObeyed
{
    /// <param name="documents">All of them.</param>
    /// <param name="hasMesh">Whether the gateway has a certificate for <c>ISTIO_MUTUAL</c>.</param>
    public static IEnumerable<Remark> Check(IEnumerable<PolicyDocument> documents, bool hasMesh) =>
        from document in documents
        from field in Fields(document, hasMesh)
        select new Remark(document, Diagnostic.Warning(document.Place, field, "is read and not obeyed: the gateway cannot do this"));

    static IEnumerable<string> Fields(PolicyDocument document, bool hasMesh) => document switch
    {
        CanaryDocument canary => Trial(canary),
        DestinationRule rule => Hosts(rule).Concat(Traffic("spec.trafficPolicy", rule.TrafficPolicy, hasMesh))
            .Concat(rule.Subsets.Index().SelectMany(subset => Traffic($"spec.subsets[{subset.Index}].trafficPolicy", subset.Item.TrafficPolicy, hasMesh))),
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

    static IEnumerable<string> Hosts(DestinationRule rule)
    {
        if (ServiceHost.IsBesideServices(rule.Host))
            yield return $"spec.host (services are all in the namespace {ServiceHost.Namespace}: {ServiceHost.Full("*")})";
    }

    static IEnumerable<string> Routes(VirtualService service)
    {
        if (service.Hosts.Any(ServiceHost.IsIPv6))
            yield return "spec.hosts (IPv6 addresses)";
    }

    static IEnumerable<string> Traffic(string path, TrafficPolicy policy, bool hasMesh)
    {
        foreach (var field in policy.Ports.SelectMany(port => Traffic($"{path}.portLevelSettings (port {port.Key})", port.Value, hasMesh)))
            yield return field;
        if (policy.ConnectionPool is { MaxRequestsPerConnection: > 1 and var most })
            yield return $"{path}.connectionPool.http.maxRequestsPerConnection ({most}: connections are used without a limit; 1 is obeyed)";
        if (!hasMesh && policy.Tls is { Mode: TlsMode.IstioMutual })
            yield return $"{path}.tls.mode (ISTIO_MUTUAL: set Mesh:Certificate, Mesh:PrivateKey and Mesh:Authorities of the gateway)";
    }
}
