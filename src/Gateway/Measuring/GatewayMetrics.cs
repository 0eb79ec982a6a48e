using System.Diagnostics.Metrics;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;

namespace Modular.Gateway.Forwarding;

/// <summary>The figures of the gateway, meter <c>Modular.Gateway</c>. What has a state is read when somebody looks, and costs requests nothing.</summary>
/// <remarks>The Prometheus page puts the meter's name in front: <c>modular_gateway_request_duration</c>.</remarks>
sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Modular.Gateway";

    /// <summary>What would be measured twice: requests in flight are counted by instance here.</summary>
    public static readonly string[] Replaced = ["http.server.active_requests"];

    const string Unhealthy = "unhealthy";

    static readonly string[] States =
        [.. new[] { LifeStage.Joining, LifeStage.SlowStart, LifeStage.Active, LifeStage.Draining }.Select(Words.Kebab), Unhealthy];

    readonly Meter _meter;
    readonly Histogram<double> _requests;
    readonly Counter<long> _retries;
    readonly ServiceDirectory _services;

    public GatewayMetrics(IMeterFactory meters, ServiceDirectory services)
    {
        _services = services;
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateHistogram<double>(
            "request.duration", "s", "Requests by service and outcome, all attempts together, to the end of the answer.");
        _retries = _meter.CreateCounter<long>("retries", "{attempt}", "Attempts after the first, by service and the outcome before.");
        _meter.CreateObservableGauge("requests.in_flight", InFlight, "{request}", "Requests that have not ended, by service.");
        _meter.CreateObservableGauge("instances", Instances, "{instance}", "Instances by service and state: the stage of their life, or unhealthy.");
        _meter.CreateObservableGauge("panic", Panic, description: "1 for a service that is balanced over all its instances, as too few are healthy.");
    }

    public void RequestEnded(string service, Outcome outcome, TimeSpan duration) =>
        _requests.Record(duration.TotalSeconds, new("service", service), new("outcome", outcome.Name()));

    public void Retried(string service, Outcome before) => _retries.Add(1, new("service", service), new("outcome", before.Name()));

    public void Dispose() => _meter.Dispose();

    IEnumerable<Measurement<long>> InFlight() => _services.All.Select(service =>
        new Measurement<long>(service.Service.Instances.Sum(instance => (long)instance.InFlight), new KeyValuePair<string, object?>("service", service.Service.Name)));

    IEnumerable<Measurement<long>> Panic() => _services.All.Select(service => new Measurement<long>(
        service.Service.Candidates.Mode == LoadBalancing.CandidateMode.Panic ? 1 : 0, new KeyValuePair<string, object?>("service", service.Service.Name)));

    // Every state, also those that nobody is in: a gauge that is not measured any more would keep its last value.
    IEnumerable<Measurement<long>> Instances() =>
        from service in _services.All
        from state in States
        select new Measurement<long>(
            service.Service.Instances.Count(instance => StateOf(instance.Life) == state),
            new KeyValuePair<string, object?>("service", service.Service.Name),
            new KeyValuePair<string, object?>("state", state));

    static string StateOf(Life life) => life is { IsOpen: true, Health: InstanceHealth.Unhealthy } ? Unhealthy : Words.Kebab(life.Stage);
}
