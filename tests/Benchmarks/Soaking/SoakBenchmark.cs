using System.Diagnostics;
using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Database;
using Modular.Benchmarks.Load;
using Modular.Benchmarks.Orders;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Soaking;

/// <summary>Many orders at full speed: memory stays flat, every queue empties, and the books of the three modules agree.</summary>
sealed class SoakBenchmark : IBenchmark
{
    // Garbage collection breathes: memory counts as flat within a tenth.
    const double MostGrowth = 1.1;
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    public string Name => "soak";

    public string Summary => "Resident memory flat after the first orders, queues empty at the end, ledger clean.";

    public IReadOnlyList<Option> Options =>
    [
        new("orders", "30000", "orders to place"),
        new("settle", "10000", "orders after which memory has to stay flat"),
        new("sample", "500", "orders between two looks at the memory"),
        new("clients", "32", "connections to the host"),
        new("drain", "300", "longest wait for the queues to empty at the end, s"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var (orders, settle, sample) = (arguments.Number("orders"), arguments.Number("settle"), arguments.Number("sample"));
        using var folder = WorkFolder.Create();
        progress.Report("starting PostgreSQL and the host");
        await using var system = await SystemUnderLoad.StartAsync(folder, [], connectionOptions: "", cancellation);
        var began = Stopwatch.GetTimestamp();
        var trace = await LoadAsync(system, orders, arguments.Number("clients"), sample, progress, cancellation);
        var loaded = Stopwatch.GetElapsedTime(began);
        var left = await system.Queues.DrainAsync(
            arguments.Seconds("drain"), lengths => progress.Report($"draining: {lengths.Incoming} incoming, {lengths.Scheduled} scheduled"), cancellation);
        var confirmed = await system.Events.ConfirmedAsync(after: 0, cancellation);
        progress.Report("reading the ledger");
        var ledger = await Ledger.RunAsync(system.Postgres.ConnectionString, cancellation);
        return ReportOf(orders, settle, confirmed, loaded, trace, left, ledger);
    }

    static async Task<MemoryTrace> LoadAsync(
        SystemUnderLoad system, int orders, int clients, int sample, ProgressLine progress, CancellationToken cancellation)
    {
        var trace = new MemoryTrace();
        await using var load = OrderLoad.Closed(system.Host.Address, clients, orders);
        var next = 0L;
        while (!load.Completion.IsCompleted)
        {
            await Task.WhenAny(load.Completion, Task.Delay(LookEvery, TimeProvider.System, cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (load.Answered < next)
                continue;
            trace.Add(load.Answered, ProcStat.ResidentKiB(system.Host.Id));
            next = load.Answered - (load.Answered % sample) + sample;
            progress.Report($"{load.Answered} of {orders} orders, {trace.Samples[^1].KiB / 1024} MiB resident, {load.Failed} not confirmed in time");
        }

        await load.Completion;
        return trace;
    }

    static Report ReportOf(
        int orders, int settle, long confirmed, TimeSpan loaded, MemoryTrace trace, QueueLengths left, Ledger ledger)
    {
        var growth = trace.MostSince(settle) / (double)trace.At(settle);
        var memory = new ReportTable($"Resident memory, {trace.Sparkline()}", ["Orders", "MiB"]);
        for (var at = 0; at <= orders; at += Math.Max(1, orders / 6))
            memory.Row($"{at}", $"{trace.At(at) / 1024.0:F1}");
        var end = new ReportTable("At the end", ["", ""])
            .Row("orders confirmed", $"{confirmed} of {orders}, {orders / loaded.TotalSeconds:F0} a second")
            .Row("growth since settled", $"{1024 * trace.GrowthSince(settle):F0} bytes an order")
            .Row("queues", $"{left}")
            .Row("ledger", ledger.Summary);
        return new(
            "soak",
            [
                Target.Least("orders confirmed", confirmed, orders),
                Target.Most($"most resident memory after {settle} orders, of what it was then", growth, MostGrowth),
                Target.Most("messages left in the queues", left.All, 0),
                Target.Most("dead letters", left.Dead, 0),
                Target.Most("exit code of the ledger", ledger.ExitCode, 0),
            ],
            [memory, end],
            new
            {
                Orders = orders,
                Confirmed = confirmed,
                LoadSeconds = loaded.TotalSeconds,
                GrowthBytesPerOrder = 1024 * trace.GrowthSince(settle),
                Resident = trace.Samples.Select(point => new { point.Orders, point.KiB }),
                Queues = left,
                Ledger = ledger,
            });
    }
}
