using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Split;

/// <summary>What one window of load on a deployment gave.</summary>
/// <param name="ProcessesMilliseconds">Processor time an order of all processes of the deployment; that of a broker is in the others'.</param>
sealed record SplitWindow(
    double OrdersPerSecond, double P50Milliseconds, double P99Milliseconds, double ProcessesMilliseconds, double PostgresMilliseconds, double OthersMilliseconds)
{
    public static string[] Cells(string name, IReadOnlyList<SplitWindow> windows, double ratio) =>
    [
        name,
        Median(windows, window => window.OrdersPerSecond, "F0"),
        string.Join(' ', windows.Select(window => $"{window.OrdersPerSecond:F0}")),
        $"{ratio:F3}",
        Median(windows, window => window.P50Milliseconds, "F0"),
        Median(windows, window => window.P99Milliseconds, "F0"),
        Median(windows, window => window.ProcessesMilliseconds, "F2"),
        Median(windows, window => window.PostgresMilliseconds, "F2"),
        Median(windows, window => window.OthersMilliseconds, "F2"),
    ];

    public static readonly string[] Columns =
        ["", "orders/s", "each", "of one process", "p50 ms", "p99 ms", "CPU ms: processes", "PostgreSQL", "others, with a broker"];

    static string Median(IReadOnlyList<SplitWindow> windows, Func<SplitWindow, double> part, string format) =>
        Statistics.Median(windows.Select(part)).ToString(format);
}
