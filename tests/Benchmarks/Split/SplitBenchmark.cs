using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Database;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Split;

/// <summary>Whole sagas a second at level 4, through the gateway, over each transport. One process on the same server is measured before and after:
/// not in turns, as a split system that waits looks into its queues meanwhile.</summary>
sealed class SplitBenchmark : IBenchmark
{
    const double OfOneProcess = 0.5;

    public string Name => "split";

    public string Summary => "Confirmed orders a second at level 4 over each transport, of what one process does.";

    public IReadOnlyList<Option> Options =>
    [
        new("transports", "postgresql,rabbitmq,kafka", "what carries messages between the processes"),
        new("rounds", "3", "measured windows of level 4, and of one process before and after; medians count"),
        new("seconds", "15", "length of a measured window"),
        new("warmup", "60", "seconds of load before the first window"),
        new("clients", "64", "connections that place orders and wait for the outcome"),
        new("order-timeout", "5", "Modules:Order:Fulfilment:Timeout, s: short, so that the windows hold the cost of the timeouts"),
        new("environment", "", "NAME=value,… for all processes"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var (table, targets, data) = (new ReportTable("Orders a second", SplitWindow.Columns), new List<Target>(), new List<object>());
        foreach (var name in arguments["transports"].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            using var folder = WorkFolder.Create();
            await using var transport = await Transport.StartAsync(name, cancellation);
            await using var postgres = await PrivatePostgres.StartAsync(folder, cancellation);
            var (one, split) = await MeasureAsync(arguments, transport, postgres, folder, progress, cancellation);
            var ratio = Statistics.Median(split.Select(window => window.OrdersPerSecond)) / Statistics.Median(one.Select(window => window.OrdersPerSecond));
            table.Row(SplitWindow.Cells("one process", one, 1));
            table.Row(SplitWindow.Cells(transport.Note is "" ? $"level 4, {name}" : $"level 4, {name} ({transport.Note})", split, ratio));
            targets.Add(Target.Least($"orders/s over {name}, of one process's", ratio, OfOneProcess));
            data.Add(new { Transport = name, transport.Note, Ratio = ratio, OneProcess = one, Split = split });
        }

        return new(Name, targets, [table], data);
    }

    static async Task<(IReadOnlyList<SplitWindow> One, IReadOnlyList<SplitWindow> Split)> MeasureAsync(
        Arguments arguments, Transport transport, PrivatePostgres postgres, WorkFolder folder, ProgressLine progress, CancellationToken cancellation)
    {
        var timeout = arguments.Seconds("order-timeout");
        var settings = arguments["environment"].Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('=', 2))
            .Select(entry => KeyValuePair.Create(entry[0], entry[^1]))
            .Append(new("Modules:Order:Fulfilment:Timeout", $"{timeout:c}"))
            .ToList();
        var clients = arguments.Number("clients");
        // Later than the timeouts of the first orders: a window holds whatever an order costs after its answer.
        var leadIn = timeout + TimeSpan.FromSeconds(3);
        progress.Report($"{transport.Name}: starting one process");
        await using var one = await Deployment.OneProcessAsync(postgres, folder, "one_process", settings, cancellation);
        var together = await WindowsAsync("one process", one);

        IReadOnlyList<SplitWindow> apart;
        progress.Report($"{transport.Name}: starting level 4");
        await using (var split = await Deployment.SplitAsync(postgres, folder, transport, settings, cancellation))
            apart = await WindowsAsync("level 4", split);

        return ([.. together, .. await WindowsAsync("one process again", one)], apart);

        async Task<IReadOnlyList<SplitWindow>> WindowsAsync(string name, Deployment deployment)
        {
            progress.Report($"{transport.Name}: warming up {name}");
            await deployment.MeasureAsync(clients, arguments.Seconds("warmup"), TimeSpan.FromSeconds(1), cancellation);
            var windows = new List<SplitWindow>();
            for (var round = 1; round <= arguments.Number("rounds"); round++)
            {
                progress.Report($"{transport.Name}: {name}, window {round}");
                windows.Add(await deployment.MeasureAsync(clients, leadIn, arguments.Seconds("seconds"), cancellation));
            }

            return windows;
        }
    }
}
