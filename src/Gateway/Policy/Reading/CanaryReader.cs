namespace Modular.Gateway.Policy.Reading;

static class CanaryReader
{
    const int DayInSeconds = 24 * 60 * 60;

    public static CanaryDocument Read(Fields spec, PolicyId id, Place place)
    {
        // What Kubernetes runs is not for the gateway: the reference to what scales a deployment changes nothing here.
        spec.Ignore("autoscalerRef");
        spec.Refuse("canaryAnalysis", "it was replaced by analysis");
        spec.Refuse("metricsServer", "figures are the gateway's own");
        spec.Refuse("ingressRef", "the gateway is the ingress");
        spec.Refuse("routeRef", "the gateway is the ingress");
        spec.Refuse("upstreamRef", "services are found in the registry");
        if (spec["provider"] is { } provider && provider.Text() != "istio")
            provider.Error("must be istio, or left out: the gateway carries it out itself");
        if (spec["revertOnDeletion"] is { } revert && revert.Flag())
            revert.Error("must be false: nothing outside the gateway is changed");

        var skip = spec["skipAnalysis"]?.Flag() ?? false;
        var analysis = skip ? spec["analysis"] : spec.Required("analysis");
        return new()
        {
            Id = id,
            Place = place,
            Target = spec.Required("targetRef")?.Object(Target) ?? "",
            Service = spec["service"]?.Object(CanaryServiceReader.Read) ?? new(),
            Analysis = analysis?.Object(CanaryAnalysisReader.Read) is { } read && !skip ? read : null,
            ProgressDeadline = TimeSpan.FromSeconds(spec["progressDeadlineSeconds"]?.Whole(1, DayInSeconds) ?? 600),
            Suspend = spec["suspend"]?.Flag() ?? false,
        };
    }

    static string Target(Fields target)
    {
        // What kind of thing runs the service is not for the gateway.
        target.Ignore("apiVersion", "kind");
        return target.Required("name")?.TextOf("the name of a service", Syntax.IsName) ?? "";
    }
}
