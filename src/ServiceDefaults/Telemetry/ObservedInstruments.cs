using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Prometheus;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Puts on the Prometheus page what is measured only when somebody looks (observable instruments), each time that it is asked for.</summary>
/// <remarks>
/// The adapter for all other instruments would keep a series for five minutes after it was last measured: a breaker would stay open that long after
/// its instance is gone. Here a series goes with what it is about. And of meters that belong to a host, only those of this one are read.
/// Names are those that the adapter would give, with <c>_total</c> behind those of counters, as Prometheus wants it; the adapter leaves it out.
/// </remarks>
sealed partial class ObservedInstruments : IDisposable
{
    readonly MeterListener _listener = new();
    readonly MetricFactory _factory;
    readonly Lock _gate = new();
    readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    HashSet<ChildBase> _shown = [];
    HashSet<ChildBase> _measured = [];

    /// <param name="metrics">Where they are shown.</param>
    /// <param name="host">What made the meters of this host.</param>
    /// <param name="isWanted">Which instruments are read.</param>
    public ObservedInstruments(MetricsRegistry metrics, IMeterFactory host, Func<Instrument, bool> isWanted)
    {
        _factory = metrics.Factory;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.IsObservable && (instrument.Meter.Scope is null || instrument.Meter.Scope == host) && isWanted(instrument))
                listener.EnableMeasurementEvents(instrument, Metric.Of(instrument));
        };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, metric) => Show((Metric)metric!, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, metric) => Show((Metric)metric!, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, metric) => Show((Metric)metric!, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, metric) => Show((Metric)metric!, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, metric) => Show((Metric)metric!, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, metric) => Show((Metric)metric!, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, metric) => Show((Metric)metric!, (double)value, tags));
        _listener.Start();
        metrics.Collectors.AddBeforeCollectCallback(Read);
    }

    public void Dispose() => _listener.Dispose();

    void Read()
    {
        lock (_gate)
        {
            _measured.Clear();
            _listener.RecordObservableInstruments();
            _shown.ExceptWith(_measured);
            foreach (var gone in _shown)
                gone.Remove();
            (_shown, _measured) = (_measured, _shown);
        }
    }

    void Show(Metric metric, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList();
        string[] names = [.. labels.Select(label => LabelOf(label.Key))];
        string[] values = [.. labels.Select(label => label.Value?.ToString() ?? "")];
        _measured.Add(metric.IsCounter ? Count(metric, names, values, value) : Set(metric, names, values, value));
    }

    Gauge.Child Set(Metric metric, string[] names, string[] values, double value)
    {
        var series = _factory.CreateGauge(metric.Name, metric.Help, names).WithLabels(values);
        series.Set(value);
        return series;
    }

    // What is counted may begin anew, as an instance does that comes back: to Prometheus that is a counter that begins anew. A series cannot go
    // back, so it makes room for another.
    Counter.Child Count(Metric metric, string[] names, string[] values, double value)
    {
        var counter = _factory.CreateCounter(metric.Name, metric.Help, names);
        var series = counter.WithLabels(values);
        if (value < series.Value)
        {
            series.Remove();
            _shown.Remove(series);
            series = counter.WithLabels(values);
        }

        series.IncTo(value);
        return series;
    }

    string LabelOf(string tag) => _labels.TryGetValue(tag, out var label) ? label : _labels[tag] = Translate(tag);

    static string Translate(string name) => NotInNames().Replace(name.ToLowerInvariant(), "_");

    [GeneratedRegex("^(?=[0-9])|[^a-z0-9_]", RegexOptions.None, 1000)]
    private static partial Regex NotInNames();

    /// <summary>How the page calls an instrument, and what it takes it for.</summary>
    sealed record Metric(string Name, string Help, bool IsCounter)
    {
        const string Total = "_total";

        // Of the meter System.Runtime: .NET declares them as counters, though they go up and down.
        static readonly string[] Miscalled = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

        public static Metric Of(Instrument instrument)
        {
            var isCounter = instrument.GetType().GetGenericTypeDefinition() == typeof(ObservableCounter<>) && !Miscalled.Contains(instrument.Name, StringComparer.Ordinal);
            var name = Translate($"{instrument.Meter.Name}_{instrument.Name}");
            return new(
                isCounter && !name.EndsWith(Total, StringComparison.Ordinal) ? name + Total : name,
                $"{(instrument.Unit is { Length: > 0 } unit ? $"({unit}) " : "")}{instrument.Description}",
                isCounter);
        }
    }
}
