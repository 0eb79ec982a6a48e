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
        CanaryDocument => ["spec"],
        DestinationRule rule => Settings("spec.trafficPolicy", rule.TrafficPolicy)
            .Concat(rule.Subsets.Index().Where(subset => subset.Item.TrafficPolicy != TrafficPolicy.Unsaid).Select(subset => $"spec.subsets[{subset.Index}].trafficPolicy")),
        VirtualService service => Routes(service),
        _ => [],
    };

    static IEnumerable<string> Routes(VirtualService service)
    {
        // Requests come by the paths that services register, so a document is looked for by the name of a service.
        if (service.Hosts.Any(host => host.Contains('*', StringComparison.Ordinal)))
            yield return "spec.hosts (but for names of services)";
        foreach (var (number, route) in service.Http.Index())
        {
            if (route.Retries is { RemoteLocalities: true })
                yield return $"spec.http[{number}].retries.retryRemoteLocalities";
            if (route.Destinations.Select(weighted => weighted.Destination).Concat(route.Mirrors.Select(mirror => mirror.Destination)).Any(destination => destination.Port is not null))
                yield return $"spec.http[{number}] destination.port";
        }
    }

    static IEnumerable<string> Settings(string path, TrafficPolicy policy)
    {
        if (policy.Ports.Count > 0)
            yield return $"{path}.portLevelSettings";
        if (policy.Tls is not null)
            yield return $"{path}.tls";
        if (policy.LoadBalancer is { ConsistentHash: not null })
            yield return $"{path}.loadBalancer.consistentHash";
        if (policy.LoadBalancer is { Locality: not null })
            yield return $"{path}.loadBalancer.localityLbSetting";
        if (policy.LoadBalancer is { Warmup: not null })
            yield return $"{path}.loadBalancer.warmup";
    }
}
