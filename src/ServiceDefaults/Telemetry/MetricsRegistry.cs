using System.Collections.Immutable;
using Prometheus;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>
/// What the Prometheus page of this host shows. Instruments come here by themselves; who measures so often that the way through an instrument
/// is too long (0.8 µs, of which nearly all goes into finding the series by its labels) makes a metric here and keeps its series at hand.
/// </summary>
public sealed class MetricsRegistry
{
    /// <summary>Bounds of buckets in seconds: from a millisecond, a fast request, to ten seconds, a request given up on.</summary>
    public static readonly ImmutableArray<double> Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public MetricsRegistry()
    {
        Collectors = Prometheus.Metrics.NewCustomRegistry();
        Factory = Prometheus.Metrics.WithCustomRegistry(Collectors);
        // The page's format has no place for exemplars, and looking for one took a fifth of each measurement.
        Factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
    }

    /// <summary>All metrics of the page.</summary>
    public CollectorRegistry Collectors { get; }

    /// <summary>Makes metrics that the page shows.</summary>
    public MetricFactory Factory { get; }
}
