using Modular.Benchmarks.Ceiling;
using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Orders;

/// <summary>
/// Whole sagas a second through HTTP, everything durable, beside what the same PostgreSQL does for the same durable work when
/// nothing but pgbench asks it to. The two take turns, so that whatever else the machine does disturbs both.
/// </summary>
sealed class OrdersBenchmark : IBenchmark
{
    const double TargetRatio = 0.35;
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(6);

    public string Name => "orders";

    public string Summary => "Confirmed orders a second, as a share of what PostgreSQL can do at all; latency at half of it; where the time goes.";

    public IReadOnlyList<Option> Options =>
    [
        new("rounds", "3", "measured windows of pgbench and of the host, in turn; medians count"),
        new("seconds", "20", "length of a measured window, s"),
        new("warmup", "20", "load on the host before the first window, s"),
        new("clients", "16,32,64", "connections to the host to try; the best is measured"),
        new("pgbench-clients", "8,16,32", "connections of pgbench to try; the best is measured"),
        new("try-seconds", "10", "length of each of those tries, s"),
        new("order-timeout", "5", "Modules:Order:Fulfilment:Timeout of the host, s: short, so that the windows hold the cost of the timeouts"),
        new("connection", "", "added to the host's connection string, to try a setting such as \"Max Auto Prepare=50\""),
        new("profile", "10", "seconds of a processor profile of the host under load (needs perf); 0 for none"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var plan = new Plan(arguments);
        using var folder = WorkFolder.Create();
        progress.Report("starting PostgreSQL and the host");
        await using var system = await SystemUnderLoad.StartAsync(folder, plan.HostSettings, arguments["connection"], cancellation);
        var pgbench = new Pgbench(system.Postgres, folder, system.Host.Id);
        await pgbench.PrepareAsync(cancellation);

        progress.Report($"warming the host up, {plan.WarmUp.TotalSeconds} s");
        await system.MeasureAsync(plan.Clients[0], plan.WarmUp, TimeSpan.FromSeconds(1), cancellation);
        var tries = new List<Throughput>();
        foreach (var clients in plan.Clients)
        {
            progress.Report($"trying the host with {clients} clients");
            tries.Add(await system.MeasureAsync(clients, plan.LeadIn, plan.Try, cancellation));
        }

        await system.DrainAsync(plan.DrainWithin, cancellation);
        var ceilingTries = new List<Throughput>();
        foreach (var clients in plan.PgbenchClients)
        {
            progress.Report($"trying pgbench with {clients} clients");
            ceilingTries.Add(await pgbench.RunAsync(clients, plan.Try, pipelined: false, cancellation));
        }

        var (hostClients, ceilingClients) = (Best(tries), Best(ceilingTries));
        var pipelined = await pgbench.RunAsync(ceilingClients, plan.Try, pipelined: true, cancellation);
        var (ceiling, host) = (new List<Throughput>(), new List<Throughput>());
        for (var round = 1; round <= plan.Rounds; round++)
        {
            progress.Report($"round {round} of {plan.Rounds}: pgbench, {ceilingClients} clients; last: {ceiling.LastOrDefault()?.PerSecond:F0} orders/s");
            ceiling.Add(await pgbench.RunAsync(ceilingClients, plan.Window, pipelined: false, cancellation));
            progress.Report($"round {round} of {plan.Rounds}: host, {hostClients} clients; pgbench: {ceiling[^1].PerSecond:F0} orders/s");
            host.Add(await system.MeasureAsync(hostClients, plan.LeadIn, plan.Window, cancellation));
            await system.DrainAsync(plan.DrainWithin, cancellation);
        }

        var rate = Statistics.Median(host.Select(window => window.PerSecond)) / 2;
        progress.Report($"latency at {rate:F0} orders/s");
        var (byEvents, byClients) = await system.WaitsAsync(rate, connections: 4 * hostClients, plan.LeadIn, plan.Window, cancellation);
        var result = new OrdersResult(ceiling, pipelined, host, tries, ceilingTries, rate, byEvents, byClients);
        return new(Name, [Target.Least("orders/s through the host, of pgbench's", result.Ratio, TargetRatio)], OrdersTables.Of(result), result.Data());
    }

    static int Best(IEnumerable<Throughput> tries) => tries.MaxBy(each => each.PerSecond)!.Clients;

    sealed class Plan(Arguments arguments)
    {
        readonly TimeSpan _timeout = arguments.Seconds("order-timeout");

        public int Rounds { get; } = arguments.Number("rounds");

        public TimeSpan Window { get; } = arguments.Seconds("seconds");

        public TimeSpan WarmUp { get; } = arguments.Seconds("warmup");

        public TimeSpan Try { get; } = arguments.Seconds("try-seconds");

        public IReadOnlyList<int> Clients { get; } = arguments.Numbers("clients");

        public IReadOnlyList<int> PgbenchClients { get; } = arguments.Numbers("pgbench-clients");

        /// <summary>Long enough for the timeouts of the first orders to come due, and for the poll that finds them.</summary>
        public TimeSpan LeadIn => _timeout + Margin;

        public TimeSpan DrainWithin => _timeout + TimeSpan.FromSeconds(60);

        public Dictionary<string, string> HostSettings => new(StringComparer.Ordinal) { ["Modules:Order:Fulfilment:Timeout"] = $"{_timeout:c}" };
    }
}
