using System.Diagnostics.Metrics;

namespace Modular.Gateway.Forwarding;

/// <summary>The figures of the gateway, meter <c>Modular.Gateway</c>.</summary>
sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Modular.Gateway";

    readonly Meter _meter;
    readonly Histogram<double> _requests;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateHistogram<double>(
            "modular.gateway.request.duration", "s", "Requests by service and outcome, all attempts together, to the end of the answer.");
    }

    public void RequestEnded(string service, Outcome outcome, TimeSpan duration) =>
        _requests.Record(duration.TotalSeconds, new("service", service), new("outcome", outcome.Name()));

    public void Dispose() => _meter.Dispose();
}
