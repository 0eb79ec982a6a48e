using System.Diagnostics.Metrics;
using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.Gateway.Measuring;

/// <summary>The figures of the gateway, meter <c>Modular.Gateway</c>.</summary>
/// <remarks>
/// A request adds to counters that it has at hand (<see cref="ServiceFigures"/>, <see cref="Destination.Attempts"/>); whoever looks reads them
/// (<see cref="ObservedCounts"/>, <see cref="ObservedStates"/>). Only its duration is measured when it ends: on the page's own histogram, and through
/// an instrument where somebody else listens, as the export over OTLP does. The page puts the meter's name in front:
/// <c>modular_gateway_request_duration</c>.
/// </remarks>
sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Modular.Gateway";

    const string Duration = "request.duration";
    const string DurationOnPage = "modular_gateway_request_duration";
    const string DurationHelp = "Requests by service, subset and outcome, all attempts together, to the end of the answer.";

    /// <summary>
    /// What would be measured twice: requests in flight are counted by instance here, and by status in <see cref="OwnRequests"/> where they are
    /// of no service; durations go to the page without a detour.
    /// </summary>
    public static readonly string[] Replaced = ["http.server.active_requests", "http.server.request.duration", Duration];

    readonly Meter _meter;
    readonly Histogram<double> _listened;
    readonly Prometheus.Histogram _durations;
    readonly ServiceDirectory _services;
    readonly IngressDirectory _ingress;
    readonly Lock _gate = new();

    public GatewayMetrics(IMeterFactory meters, MetricsRegistry page, ServiceDirectory services, IngressDirectory ingress, TimeProvider time)
    {
        (_services, _ingress) = (services, ingress);
        _meter = meters.Create(MeterName);
        _listened = _meter.CreateHistogram<double>(Duration, "s", DurationHelp, tags: null, new() { HistogramBucketBoundaries = MetricsRegistry.Seconds });
        _durations = page.Factory.CreateHistogram(
            DurationOnPage, $"(s) {DurationHelp}", ["service", "subset", "outcome"], new() { Buckets = [.. MetricsRegistry.Seconds] });
        page.Collectors.AddBeforeCollectCallback(Forget);
        ObservedCounts.AddTo(_meter, services);
        ObservedStates.AddTo(_meter, services, ingress, time);
    }

    /// <summary>A request has its answer, or none.</summary>
    /// <param name="service">Where it was sent; or the document of its host, where the gateway answered it itself.</param>
    /// <param name="figures">Of the same.</param>
    /// <param name="subset">Null for no subset.</param>
    public void RequestEnded(string service, ServiceFigures figures, string? subset, Outcome outcome, TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        (figures.Requests[subset].Duration(outcome) ?? Add(service, figures, subset, outcome)).Observe(seconds);
        if (_listened.Enabled)
            _listened.Record(seconds, Labels.Service(service), Labels.Subset(subset), Labels.Outcome(outcome));
    }

    public void Dispose() => _meter.Dispose();

    // Under one lock with Forget, which might otherwise take away what has just been put at hand.
    Prometheus.Histogram.Child Add(string service, ServiceFigures figures, string? subset, Outcome outcome)
    {
        lock (_gate)
            return figures.Requests[subset].Duration(outcome) = _durations.WithLabels(service, subset ?? "", outcome.Name());
    }

    // A service, a subset or a document that is gone takes its series with it.
    void Forget()
    {
        lock (_gate)
            foreach (var labels in _durations.GetAllLabelValues())
                if (!IsKnown(labels[0], labels[1]))
                    _durations.RemoveLabelled(labels);
    }

    bool IsKnown(string service, string subset) =>
        FiguresOf(service)?.Requests.All.Any(entry => (entry.Subset ?? "") == subset) ?? false;

    ServiceFigures? FiguresOf(string service) =>
        _services.Find(service)?.Service.Figures ?? _ingress.All.FirstOrDefault(document => document.Name == service)?.Figures;
}
