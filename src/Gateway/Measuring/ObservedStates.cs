using System.Diagnostics.Metrics;
using System.Globalization;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Measuring;

/// <summary>How things stand, read when somebody looks.</summary>
static class ObservedStates
{
    const string Unhealthy = "unhealthy";

    static readonly string[] States =
        [.. new[] { LifeStage.Joining, LifeStage.SlowStart, LifeStage.Active, LifeStage.Draining }.Select(Words.Kebab), Unhealthy];

    public static void AddTo(Meter meter, ServiceDirectory directory, IngressDirectory ingress, TimeProvider time)
    {
        meter.CreateObservableGauge("requests.in_flight", InFlight, "{request}", "Attempts that have not ended, by service.");
        meter.CreateObservableGauge(
            "requests.active", Active, "{request}", "Requests that have not ended, by service; and by subset where that has limits of its own.");
        meter.CreateObservableGauge("requests.pending", Pending, "{request}", "Requests that wait for a connection, by service and subset as before.");
        meter.CreateObservableGauge(
            "requests.limit", Limits, "{request}", "How many requests may be active, by service and subset as before: the lower of the fixed and the adaptive limit.");
        meter.CreateObservableGauge(
            "retries.in_flight", Retries, "{attempt}", "Attempts under way that the retry budget was charged for, by service and subset as before.");
        meter.CreateObservableGauge("instances", Instances, "{instance}", "Instances by service and state: the stage of their life, or unhealthy.");
        meter.CreateObservableGauge(
            "panic", Panic, description: "1 for a service, or one of its subsets, that is balanced over all its instances, as too few are healthy.");
        meter.CreateObservableGauge("breaker.state", Breakers, description: "0 for closed, 1 for half open, 2 for open, by service and destination.");
        meter.CreateObservableGauge("ejected", Ejected, description: "1 for a destination that is out for what its requests did, by service and destination.");
        meter.CreateObservableGauge("latency", Latencies, "s", "The recent latency that balancing goes by (Peak-EWMA), by service and destination.");
        meter.CreateObservableGauge(
            "weight", Weights, "1", "The share of requests that the documents in force give to a target and subset, by service and route.");

        IEnumerable<Measurement<long>> InFlight() => directory.All.Select(service => new Measurement<long>(
            service.Service.Instances.Sum(instance => (long)instance.InFlight), Labels.Service(service.Service.Name)));

        IEnumerable<Measurement<long>> Active() => OfTraffic(static traffic => traffic.Active);

        IEnumerable<Measurement<long>> Pending() => OfTraffic(static traffic => traffic.Pending);

        IEnumerable<Measurement<long>> Limits() => OfTraffic(static traffic => traffic.ActiveLimit);

        IEnumerable<Measurement<long>> Retries() => OfTraffic(static traffic => traffic.Budget.Active);

        IEnumerable<Measurement<long>> OfTraffic(Func<ServiceTraffic, long> value) =>
            from service in directory.All
            from traffic in service.Service.OwnTraffic.Select(static own => ((string?)own.Key, own.Value)).Prepend((null, service.Service.Traffic))
            select new Measurement<long>(value(traffic.Item2), Labels.Service(service.Service.Name), Labels.Subset(traffic.Item1));

        // Every state, also those that nobody is in: a line that ends is no line at zero.
        IEnumerable<Measurement<long>> Instances() =>
            from service in directory.All
            from state in States
            select new Measurement<long>(
                service.Service.Instances.Count(instance => StateOf(instance.Life) == state), Labels.Service(service.Service.Name), Labels.State(state));

        IEnumerable<Measurement<long>> Panic() =>
            from service in directory.All
            from subset in service.Service.Subsets.Select(string? (subset) => subset.Key).Prepend(null)
            select new Measurement<long>(
                service.Service.CandidatesOf(subset).Mode == CandidateMode.Panic ? 1 : 0, Labels.Service(service.Service.Name), Labels.Subset(subset));

        IEnumerable<Measurement<long>> Breakers() => OfInstances(instance => instance.Breaker.State switch
        {
            BreakerState.Closed => 0L,
            BreakerState.HalfOpen => 1,
            _ => 2,
        });

        IEnumerable<Measurement<long>> Ejected() => OfInstances(instance => instance.Life.Tripped ? 1L : 0);

        IEnumerable<Measurement<double>> Latencies()
        {
            var now = time.GetTimestamp();
            return OfInstances(instance => instance.Latency.At(now));
        }

        IEnumerable<Measurement<double>> Weights() => Routed().Concat(Tried());

        // While a version is tried its share is beside the routes, and over theirs.
        IEnumerable<Measurement<double>> Tried() =>
            from service in directory.All
            where service.Service.Split is not null
            from share in service.Service.Split!.Shares
            select new Measurement<double>(
                share.Share, Labels.Service(service.Service.Name), Labels.Route("canary"), Labels.Target(service.Service.Name), Labels.Subset(share.Target.Subset));

        IEnumerable<Measurement<double>> Routed() =>
            from rules in directory.All.Select(service => (service.Service.Name, service.Service.Rules))
                .Concat(ingress.All.Select(document => (document.Name, document.Rules)))
            from route in rules.Rules.Routes.Index()
            where route.Item.Targets is not null
            from target in route.Item.Targets!.Shares()
            select new Measurement<double>(
                target.Share, Labels.Service(rules.Name), Labels.Route(route.Item.Document.Name ?? route.Index.ToString(CultureInfo.InvariantCulture)),
                Labels.Target(target.Target.Service), Labels.Subset(target.Target.Subset));

        IEnumerable<Measurement<T>> OfInstances<T>(Func<Destination, T> value)
            where T : struct =>
            from service in directory.All
            from instance in service.Service.Instances
            select new Measurement<T>(value(instance), Labels.Service(service.Service.Name), Labels.Destination(instance.Id));
    }

    static string StateOf(Life life) => life is { IsOpen: true, Health: InstanceHealth.Unhealthy } ? Unhealthy : Words.Kebab(life.Stage);
}
