using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Prometheus;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Collects the figures of <see cref="Meters.Exported"/> for the Prometheus page, from the moment it is made.</summary>
sealed class MetricsPage : IDisposable
{
    static readonly ImmutableArray<double> Milliseconds = [.. MetricsRegistry.Seconds.Select(seconds => seconds * 1000)];

    readonly IDisposable _adapter;
    readonly ObservedInstruments _observed;

    public MetricsPage(MetricsRegistry metrics, IMeterFactory meters, IEnumerable<UnexportedInstruments> unexported)
    {
        var silent = unexported.SelectMany(instruments => instruments.Names).ToHashSet(StringComparer.Ordinal);
        DotNetStats.Register(metrics.Collectors);
        _adapter = MeterAdapter.StartListening(new MeterAdapterOptions
        {
            Registry = metrics.Collectors,
            MetricFactory = metrics.Factory,
            InstrumentFilterPredicate = instrument => !instrument.IsObservable && IsWanted(instrument),
            ResolveHistogramBuckets = Buckets,
        });
        _observed = new(metrics, meters, IsWanted);

        bool IsWanted(Instrument instrument) => Meters.IsExported(instrument.Meter.Name) && !silent.Contains(instrument.Name);
    }

    public void Dispose()
    {
        _adapter.Dispose();
        _observed.Dispose();
    }

    // "Milliseconds" is how Wolverine spells it.
    static double[] Buckets(Instrument instrument) => instrument.Unit switch
    {
        "s" => [.. MetricsRegistry.Seconds],
        "ms" or "Milliseconds" => [.. Milliseconds],
        _ => MeterAdapterOptions.DefaultHistogramBuckets,
    };
}
