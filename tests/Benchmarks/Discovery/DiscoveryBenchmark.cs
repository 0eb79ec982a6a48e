using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Discovery;

/// <summary>How soon a change in the registry is obeyed, what it costs with many services, and whether requests notice.</summary>
sealed class DiscoveryBenchmark : IBenchmark
{
    const double RoutedWithinMilliseconds = 1000;

    /// <summary>The cost at most services of that at fewest: noise, and caches that hold less of more, but no growth with their number.</summary>
    const double Growth = 3;

    public string Name => "discovery";

    public string Summary => "Registry change to routing table, its processor time at different numbers of services, and requests during changes.";

    public IReadOnlyList<Option> Options =>
    [
        new("services", "10,100,1000", "numbers of services"),
        new("instances", "4", "of each service"),
        new("seconds", "30", "of requests during changes, with the most services"),
        new("changes", "20", "a second, during the requests"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var instances = arguments.Number("instances", least: 2);
        var costs = new List<ChangeCost>();
        foreach (var services in arguments.Numbers("services").Order())
        {
            progress.Report($"changes with {services} services");
            costs.Add(await ChangeCost.MeasureAsync(services, instances, cancellation));
        }

        progress.Report("requests during changes");
        var load = await ChangesUnderLoad.MeasureAsync(costs[^1].Services, instances, arguments.Number("changes"), arguments.Seconds("seconds"), cancellation);
        return new(Name, Targets(costs, load), [CostTable(costs), LoadTable(load)], new { Costs = costs, UnderLoad = load });
    }

    static List<Target> Targets(List<ChangeCost> costs, ChangesUnderLoad load)
    {
        var most = costs[^1];
        var targets = new List<Target>
        {
            Target.Most($"new instance gets requests, {most.Services} services, slowest", most.InstanceMilliseconds.Max(), RoutedWithinMilliseconds, "ms"),
            Target.Most($"new service is routed to, {most.Services} services, slowest", most.RouteMilliseconds.Max(), RoutedWithinMilliseconds, "ms"),
            Target.Most("requests failed during changes", load.Failed, 0),
        };
        if (costs.Count > 1)
            targets.Add(Target.Most($"cost of a change with {most.Services} services, of that with {costs[0].Services}", most.CpuMicroseconds / costs[0].CpuMicroseconds, Growth));
        return targets;
    }

    static ReportTable CostTable(List<ChangeCost> costs)
    {
        var table = new ReportTable("A change", ["services", "instance: median ms", "slowest", "route: median ms", "slowest", "right after another", "µs of CPU an instance"]);
        foreach (var cost in costs)
            table.Row(
                $"{cost.Services}",
                $"{Statistics.Median(cost.InstanceMilliseconds):F2}",
                $"{cost.InstanceMilliseconds.Max():F2}",
                $"{Statistics.Median(cost.RouteMilliseconds):F0}",
                $"{cost.RouteMilliseconds.Max():F0}",
                $"{cost.NextRouteMilliseconds.Max():F0}",
                $"{cost.CpuMicroseconds:F1}");
        return table;
    }

    static ReportTable LoadTable(ChangesUnderLoad load) => new ReportTable("Requests during changes", ["services", "changes", "requests", "failed", "p99 ms"])
        .Row($"{load.Services}", $"{load.Changes}", $"{load.Requests}", $"{load.Failed}", $"{load.P99Milliseconds:F1}");
}
