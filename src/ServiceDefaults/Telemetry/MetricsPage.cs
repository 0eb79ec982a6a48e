using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Prometheus;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Collects the figures of <see cref="Meters.Exported"/> for the Prometheus page, from the moment it is made.</summary>
sealed class MetricsPage : IDisposable
{
    /// <summary>In seconds: from a millisecond, a fast request, to ten seconds, a request given up on.</summary>
    static readonly ImmutableArray<double> Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    static readonly ImmutableArray<double> Milliseconds = [.. Seconds.Select(seconds => seconds * 1000)];

    readonly IDisposable _adapter;

    public MetricsPage(IEnumerable<UnexportedInstruments> unexported)
    {
        var silent = unexported.SelectMany(instruments => instruments.Names).ToHashSet(StringComparer.Ordinal);
        DotNetStats.Register(Registry);
        // The page's format has no place for exemplars, and looking for one took a fifth of each measurement.
        var factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _adapter = MeterAdapter.StartListening(new MeterAdapterOptions
        {
            Registry = Registry,
            MetricFactory = factory,
            InstrumentFilterPredicate = instrument => Meters.IsExported(instrument.Meter.Name) && !silent.Contains(instrument.Name),
            ResolveHistogramBuckets = Buckets,
        });
    }

    public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    public void Dispose() => _adapter.Dispose();

    // "Milliseconds" is how Wolverine spells it.
    static double[] Buckets(Instrument instrument) => instrument.Unit switch
    {
        "s" => [.. Seconds],
        "ms" or "Milliseconds" => [.. Milliseconds],
        _ => MeterAdapterOptions.DefaultHistogramBuckets,
    };
}
