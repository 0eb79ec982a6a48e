using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Orders;

/// <summary>The result of <c>orders</c> for people.</summary>
static class OrdersTables
{
    public static IReadOnlyList<ReportTable> Of(OrdersResult result) => [Rates(result), Waits(result), Costs(result)];

    static ReportTable Rates(OrdersResult result)
    {
        var table = new ReportTable("Orders a second", ["", "Clients", "Median", "Windows"]);
        Row("pgbench, four transactions an order", result.Ceiling);
        Row("the same, one round trip a transaction", [result.Pipelined]);
        Row("host, confirmed through HTTP", result.Host);
        table.Row("host / pgbench", "", $"{result.Ratio:F3}", "");
        table.Row("the same, by processor time an order", "", $"{result.CpuRatio:F3}", "");
        foreach (var each in result.CeilingTries)
            Row("tried: pgbench", [each]);
        foreach (var each in result.HostTries)
            Row("tried: host", [each]);
        return table;

        void Row(string name, IReadOnlyList<Throughput> windows) => table.Row(
            name, $"{windows[0].Clients}", $"{OrdersResult.Rate(windows):F0}", string.Join(' ', windows.Select(window => $"{window.PerSecond:F0}")));
    }

    static ReportTable Waits(OrdersResult result)
    {
        return new ReportTable($"Latency at {result.HalfLoad:F0} orders/s, ms", ["", "Orders", "p50", "p99", "max"])
            .Row(Cells("placed to confirmed, by the events", result.WaitsByEvents))
            .Row(Cells("due to answered as confirmed, by the client", result.WaitsByClients));

        static string[] Cells(string name, IReadOnlyList<double> sorted) =>
            [name, $"{sorted.Count}", .. new[] { 0.5, 0.99, 1 }.Select(share => $"{Statistics.Percentile(sorted, share):F1}")];
    }

    static ReportTable Costs(OrdersResult result)
    {
        var table = new ReportTable("Cost of an order (medians)", ["", "pgbench", "host", "difference"]);
        Row("CPU: PostgreSQL, ms", window => window.CpuMilliseconds(cpu => cpu.Postgres));
        Row("CPU: host, ms", window => window.CpuMilliseconds(cpu => cpu.Host));
        Row("CPU: load generator, ms", window => window.CpuMilliseconds(cpu => cpu.Client));
        Row("CPU: other processes (disturbance), ms", window => window.CpuMilliseconds(cpu => cpu.Others));
        Row("CPU: PostgreSQL, host and load generator, ms", window => window.CpuMilliseconds(cpu => cpu.Ours));
        Row("commits (reads and rollbacks of nothing included)", window => window.Work.Commits / window.Orders);
        Row("rows written", window => window.Work.RowsWritten / window.Orders);
        Row("write-ahead log, KiB", window => (double)window.Work.WalBytes / window.Orders / 1024);
        Row("write-ahead log syncs", window => window.Work.WalSyncs / window.Orders ?? double.NaN);
        Row("allocated by the host, KiB", window => window.AllocatedBytes / window.Orders / 1024 ?? double.NaN);
        return table;

        void Row(string name, Func<Throughput, double> cost)
        {
            var (ceiling, host) = (Statistics.Median(result.Ceiling.Select(cost)), Statistics.Median(result.Host.Select(cost)));
            table.Row(name, $"{ceiling:F3}", $"{host:F3}", $"{host - ceiling:F3}");
        }
    }
}
