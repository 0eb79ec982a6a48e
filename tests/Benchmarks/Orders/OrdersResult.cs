using Modular.Benchmarks.Profiling;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Orders;

/// <summary>Everything that <c>orders</c> measures.</summary>
/// <param name="Pipelined">The ceiling with one round trip a transaction, for comparison.</param>
/// <param name="WaitsByEvents">Milliseconds from placed to confirmed at <paramref name="HalfLoad"/>, shortest first.</param>
/// <param name="WaitsByClients">Milliseconds from due to answered at that load, shortest first.</param>
/// <param name="MostLeft">Messages that the host had not handled some time after a window; the worst window.</param>
sealed record OrdersResult(
    IReadOnlyList<Throughput> Ceiling,
    Throughput Pipelined,
    IReadOnlyList<Throughput> Host,
    IReadOnlyList<Throughput> HostTries,
    IReadOnlyList<Throughput> CeilingTries,
    double HalfLoad,
    IReadOnlyList<double> WaitsByEvents,
    IReadOnlyList<double> WaitsByClients,
    long MostLeft)
{
    public double Ratio => Rate(Host) / Rate(Ceiling);

    /// <summary>
    /// The ratio as processor time tells it: what an order costs pgbench and its server, of what it costs the host and its own. It
    /// moves less than rates do when other programs share the machine.
    /// </summary>
    public double CpuRatio => Cost(Ceiling) / Cost(Host);

    public double HostCpuMilliseconds => Statistics.Median(Host.Select(window => window.CpuMilliseconds(cpu => cpu.Host)));

    public static double Rate(IEnumerable<Throughput> windows) => Statistics.Median(windows.Select(window => window.PerSecond));

    public object Data(HostProfile? profile) => new
    {
        Ratio,
        CpuRatio,
        CeilingOrdersPerSecond = Rate(Ceiling),
        CeilingPipelinedOrdersPerSecond = Pipelined.PerSecond,
        HostOrdersPerSecond = Rate(Host),
        HalfLoadOrdersPerSecond = HalfLoad,
        PlacedToConfirmedMilliseconds = Quantiles(WaitsByEvents),
        DueToAnsweredMilliseconds = Quantiles(WaitsByClients),
        CeilingWindows = Ceiling.Select(Figures),
        HostWindows = Host.Select(Figures),
        HostTries = HostTries.Select(Figures),
        CeilingTries = CeilingTries.Append(Pipelined).Select(Figures),
        MessagesLeft = MostLeft,
        HostProfile = profile?.Layers.ToDictionary(layer => layer.Name, layer => layer.Share, StringComparer.Ordinal),
    };

    static double Cost(IEnumerable<Throughput> windows) => Statistics.Median(windows.Select(window => window.CpuMilliseconds(cpu => cpu.Ours)));

    static object Quantiles(IReadOnlyList<double> sorted) => new
    {
        Count = sorted.Count,
        P50 = Statistics.Percentile(sorted, 0.5),
        P99 = Statistics.Percentile(sorted, 0.99),
        Max = Statistics.Percentile(sorted, 1),
    };

    static object Figures(Throughput window) => new
    {
        window.Clients,
        Seconds = window.Window.TotalSeconds,
        window.Orders,
        OrdersPerSecond = window.PerSecond,
        CpuMillisecondsPerOrder = new
        {
            Host = window.CpuMilliseconds(cpu => cpu.Host),
            Postgres = window.CpuMilliseconds(cpu => cpu.Postgres),
            LoadGenerator = window.CpuMilliseconds(cpu => cpu.Client),
            OtherProcesses = window.CpuMilliseconds(cpu => cpu.Others),
        },
        AllocatedBytesPerOrder = window.AllocatedBytes / window.Orders,
        CommitsPerOrder = window.Work.Commits / window.Orders,
        RowsWrittenPerOrder = window.Work.RowsWritten / window.Orders,
        WalBytesPerOrder = (double)window.Work.WalBytes / window.Orders,
        WalSyncsPerOrder = window.Work.WalSyncs / window.Orders,
    };
}
