using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Proxying;

/// <summary>Requests a second through the gateway, of what bare YARP does with the same runtime settings; nginx and HAProxy beside them.</summary>
sealed class GatewayBenchmark : IBenchmark
{
    const double OfBareYarp = 0.95;
    const double OfBareYarpWithPolicies = 0.9;
    const double AllocatedOfBareYarp = 1.5;

    public string Name => "gateway";

    public string Summary => "wrk -> direct, bare YARP, the gateway with everything on, nginx, HAProxy -> a trivial upstream, in turns.";

    public IReadOnlyList<Option> Options =>
    [
        new("peers", "yarp,gateway,nginx,haproxy", "what is compared beside direct, in this order and then in the reverse; what is not installed is left out"),
        new("starts", "4", "how often all are started anew, in the reverse order every other time: an even number is fair"),
        new("rounds", "3", "windows of each after a start; medians of all count"),
        new("seconds", "5", "length of a window"),
        new("warmup", "40", "seconds of load on each before the first window: methods are compiled better during it"),
        new("connections", "64", "open at the same time"),
        new("threads", "2", "of wrk"),
        new("policies", "0", "documents that the gateway obeys: one with everything on the route, and others about other services"),
        new("environment", "", "NAME=value,… for both .NET programs, such as DOTNET_TieredPGO=0"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        using var folder = WorkFolder.Create();
        var starter = new PeerStarter(folder, Environment(arguments["environment"]));
        starter.WritePolicies(arguments.Number("policies", least: 0));
        await using var upstream = starter.Upstream();
        using var http = new HttpClient();
        await upstream.ReadyAsync(http, PeerStarter.Path, starter.Log("direct"), cancellation);
        // Nothing stands between: its own processor time is not that of a proxy.
        var turns = new ProxyTurns(arguments, starter, upstream with { Process = null }, http, progress);
        for (var start = 1; start <= arguments.Number("starts"); start++)
            await turns.TakeAsync(start, cancellation);
        return Report(turns.Windows, arguments.Number("policies", least: 0) == 0 ? OfBareYarp : OfBareYarpWithPolicies);
    }

    Report Report(Dictionary<string, List<ProxyWindow>> windows, double least)
    {
        var table = new ReportTable(
            "Requests a second, medians", ["through", "requests/s", "each", "of bare YARP", "p50 ms", "p99 ms", "µs of CPU a request", "bytes allocated", "failed"]);
        foreach (var (name, list) in windows)
            table.Row(
                name,
                $"{Median(list, window => window.Wrk.RequestsPerSecond):F0}",
                string.Join(' ', list.Select(window => $"{window.Wrk.RequestsPerSecond:F0}")),
                $"{OfYarp(windows, name):F3}",
                $"{Median(list, window => window.Wrk.P50Milliseconds):F2}",
                $"{Median(list, window => window.Wrk.P99Milliseconds):F2}",
                $"{Median(list, window => window.CpuMicroseconds):F1}",
                double.IsNaN(list[0].AllocatedBytes) ? "-" : $"{Median(list, window => window.AllocatedBytes):F0}",
                $"{list.Sum(window => window.Wrk.Failed):F0}");
        var targets = new List<Target>();
        if (windows.TryGetValue("gateway", out var gateway) && windows.TryGetValue("yarp", out var yarp))
        {
            targets.Add(Target.Least("requests a second through the gateway, of bare YARP", OfYarp(windows, "gateway"), least));
            targets.Add(Target.Most(
                "bytes allocated for a request, of bare YARP", Median(gateway, window => window.AllocatedBytes) / Median(yarp, window => window.AllocatedBytes), AllocatedOfBareYarp));
        }

        if (gateway is not null)
            targets.Add(Target.Most("failed requests through the gateway", gateway.Sum(window => window.Wrk.Failed), 0));
        return new(Name, targets, [table], windows.Select(peer => new { Through = peer.Key, OfBareYarp = OfYarp(windows, peer.Key), Windows = peer.Value }));
    }

    /// <summary>Round by round, as what else the machine does differs between rounds more than within one.</summary>
    static double OfYarp(Dictionary<string, List<ProxyWindow>> windows, string name) => windows.TryGetValue("yarp", out var yarp)
        ? Statistics.Median(windows[name].Zip(yarp, (one, other) => one.Wrk.RequestsPerSecond / other.Wrk.RequestsPerSecond))
        : double.NaN;

    static double Median(IEnumerable<ProxyWindow> windows, Func<ProxyWindow, double> part) => Statistics.Median(windows.Select(part));

    /// <exception cref="FormatException">An entry is no <c>NAME=value</c>.</exception>
    static Dictionary<string, string> Environment(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('=', 2))
        .ToDictionary(entry => entry[0], entry => entry.Length == 2 ? entry[1] : throw new FormatException($"--environment: '{entry[0]}' has no value."), StringComparer.Ordinal);
}
