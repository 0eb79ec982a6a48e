using System.Diagnostics.Metrics;
using Modular.Gateway.Measuring;

namespace Modular.Gateway.Edge;

/// <summary>Counts what is refused. What the server itself refuses is in its own figures (<c>kestrel.connection.duration</c> by <c>error.type</c>).</summary>
sealed class EdgeMetrics
{
    readonly long[] _counts = new long[Enum.GetValues<Refusal>().Length];

    public EdgeMetrics(IMeterFactory meters) => meters.Create(GatewayMetrics.MeterName)
        .CreateObservableCounter("edge.refusals", Read, "{request}", "Requests that were refused before they were forwarded, by reason.");

    public void Refused(Refusal refusal) => Interlocked.Increment(ref _counts[(int)refusal]);

    IEnumerable<Measurement<long>> Read() =>
        from refusal in Enum.GetValues<Refusal>()
        let count = Volatile.Read(ref _counts[(int)refusal])
        where count > 0
        select new Measurement<long>(count, new KeyValuePair<string, object?>("reason", refusal.Name()));
}
