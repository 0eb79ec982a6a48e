using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Profiling;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Orders;

/// <summary>
/// Whole sagas a second through HTTP, everything durable, beside what the same PostgreSQL does for the same durable work when
/// nothing but pgbench asks it to. The two take turns, so that whatever else the machine does disturbs both.
/// </summary>
sealed class OrdersBenchmark : IBenchmark
{
    const double TargetRatio = 0.35;

    public string Name => "orders";

    public string Summary => "Confirmed orders a second, as a share of what PostgreSQL can do at all; latency at half of it; where the time goes.";

    public IReadOnlyList<Option> Options =>
    [
        new("rounds", "3", "measured windows of pgbench and of the host, in turn; medians count"),
        new("seconds", "20", "length of a measured window, s"),
        new("warmup", "60", "load on the host before the first window, s"),
        new("clients", "32,64,96", "connections to the host to try; the best is measured"),
        new("pgbench-clients", "8,16,32", "connections of pgbench to try; the best is measured"),
        new("try-seconds", "10", "length of each of those tries, s"),
        new("order-timeout", "5", "Modules:Order:Fulfilment:Timeout of the host, s: short, so that the windows hold the cost of the timeouts"),
        new("connection", "", "added to the host's connection string, to try a setting such as \"Max Auto Prepare=50\""),
        new("profile", "10", "seconds of a processor profile of the host under load (needs perf); 0 for none"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var plan = new OrdersPlan(arguments);
        using var folder = WorkFolder.Create();
        progress.Report("starting PostgreSQL and the host");
        OrdersResult result;
        await using (var system = await SystemUnderLoad.StartAsync(folder, plan.HostSettings, plan.ConnectionOptions, cancellation))
            result = await new OrdersMeasurement(plan, system, folder, progress).RunAsync(cancellation);

        var profile = plan.Profile > TimeSpan.Zero ? await ProfileAsync(plan, result.Host[0].Clients, folder, progress, cancellation) : null;
        return new(
            Name,
            [
                Target.Least("orders/s through the host, of pgbench's", result.Ratio, TargetRatio),
                Target.Most($"messages left {plan.DrainWithin.TotalSeconds:F0} s after a window", result.MostLeft, 0),
            ],
            [.. OrdersTables.Of(result), .. profile is null ? [] : new[] { profile.Table(result.HostCpuMilliseconds) }],
            result.Data(profile));
    }

    // In a run of its own: the host writes down where it puts its compiled methods, which would slow the measured one.
    static async Task<HostProfile?> ProfileAsync(
        OrdersPlan plan, int clients, WorkFolder folder, ProgressLine progress, CancellationToken cancellation)
    {
        progress.Report("profiling the host in a run of its own");
        await using var system = await SystemUnderLoad.StartAsync(
            folder, plan.HostSettings.Concat(HostProfile.Settings), plan.ConnectionOptions, cancellation);
        return await system.ObserveAsync(
            clients, plan.WarmUp, () => HostProfile.TakeAsync(system.Host.Id, plan.Profile, folder, cancellation), cancellation);
    }
}
