using System.Text.Json;

namespace Modular.Gateway.Policy.Reading;

static class CanaryAnalysisReader
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static CanaryAnalysis Read(Fields analysis)
    {
        analysis.Refuse("mirror", "a new version gets requests of its own");
        analysis.Refuse("mirrorWeight", "a new version gets requests of its own");
        analysis.Refuse("primaryReadyThreshold", "instances are ready when their health checks pass");
        analysis.Refuse("canaryReadyThreshold", "instances are ready when their health checks pass");
        analysis.Refuse("alerts", "what happens is in the decision log, and a webhook of type event can send it on");
        analysis.Refuse("sessionAffinity", "who gets which version is sticky by itself");
        return new()
        {
            Strategy = CanaryStrategyReader.Read(analysis),
            Interval = analysis["interval"]?.Duration(Second) ?? Minute,
            // Flagger takes 0 for its default.
            Threshold = Math.Max(1, analysis["threshold"]?.Whole(0, 10_000) ?? 1),
            Metrics = analysis["metrics"]?.List(static metric => metric.Object(Metric)) ?? [],
            Webhooks = analysis["webhooks"]?.List(static webhook => webhook.Object(Webhook)) ?? [],
        };
    }

    static CanaryMetric Metric(Fields metric)
    {
        foreach (var name in (string[])["query", "templateRef", "templateVariables"])
            metric.Refuse(name, "figures are the gateway's own");
        metric.AtMostOne("threshold", "thresholdRange");
        var measure = metric.Required("name")?.Choice<CanaryMeasure>(JsonNamingPolicy.KebabCaseLower) ?? default;
        var threshold = metric["threshold"]?.Number(0, double.MaxValue);
        var (min, max) = metric["thresholdRange"]?.Object(static range => (range["min"]?.Number(0, double.MaxValue), range["max"]?.Number(0, double.MaxValue)))
            // The older way: the least of what should be high, the most of what should be low.
            ?? (measure == CanaryMeasure.RequestSuccessRate ? (threshold, null) : (null, threshold));
        if (min is null && max is null)
            metric.Error("must say what to reach: thresholdRange with min, max or both");
        else if (min > max)
            metric.Error("thresholdRange", $"min {min} must not be above max {max}");
        return new(measure, metric["interval"]?.Duration(Second) ?? Minute, min, max);
    }

    static CanaryWebhook Webhook(Fields webhook)
    {
        webhook.Ignore("muteAlert");
        var url = webhook.Required("url")?.TextOf("an absolute http or https URL", static text =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
        return new(
            webhook.Required("name")?.Text() ?? "",
            webhook["type"]?.Choice<CanaryHook>(JsonNamingPolicy.KebabCaseLower) ?? CanaryHook.Rollout,
            Uri.TryCreate(url, UriKind.Absolute, out var absolute) ? absolute : new("http://unknown/"),
            webhook["timeout"]?.Duration() ?? TimeSpan.FromSeconds(10),
            webhook["metadata"]?.TextMap() ?? new Dictionary<string, string>(StringComparer.Ordinal),
            webhook["retries"]?.Whole(0, 100) ?? 0,
            webhook["disableTLS"]?.Flag() ?? false);
    }
}
