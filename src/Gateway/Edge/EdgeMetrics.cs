using System.Diagnostics.Metrics;
using Modular.Gateway.Measuring;

namespace Modular.Gateway.Edge;

/// <summary>Counts what is refused. What the server itself refuses is in its own figures (<c>kestrel.connection.duration</c> by <c>error.type</c>).</summary>
sealed class EdgeMetrics(IMeterFactory meters)
{
    readonly Counter<long> _refusals = meters.Create(GatewayMetrics.MeterName)
        .CreateCounter<long>("edge.refusals", "{request}", "Requests that were refused before they were forwarded, by reason.");

    public void Refused(Refusal refusal) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", refusal.Name()));
}
