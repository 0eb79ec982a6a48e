using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Database;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Starting;

/// <summary>From the start of the process to ready, and on to the first confirmed order; database there and warm.</summary>
sealed class StartBenchmark : IBenchmark
{
    const double ReadyMilliseconds = 2000;
    const double FirstOrderMilliseconds = 300;

    public string Name => "start";

    public string Summary => "Process start to ready, and ready to the first confirmed order, on a given server and with the embedded PostgreSQL.";

    public IReadOnlyList<Option> Options =>
    [
        new("runs", "5", "starts of each kind; medians count"),
        new("kinds", "given,embedded", "given: a PostgreSQL that runs already; embedded: the host starts and stops its own"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var runs = arguments.Number("runs");
        using var folder = WorkFolder.Create();
        var kinds = new Dictionary<string, IReadOnlyList<HostStart>>(StringComparer.Ordinal);
        foreach (var kind in arguments["kinds"].Split(','))
        {
            kinds[kind] = kind switch
            {
                "given" => await GivenAsync(runs, folder, progress, cancellation),
                "embedded" => await StartsAsync(runs, kind, folder, ("Postgres:DataDirectory", folder.Combine("embedded")), progress, cancellation),
                _ => throw new FormatException($"--kinds must be of given and embedded, not '{kind}'."),
            };
        }

        var table = new ReportTable("Start, ms (median, then each)", ["PostgreSQL", "ready", "each", "first order", "each"]);
        foreach (var (kind, starts) in kinds)
            table.Row(kind, $"{Median(starts, Ready):F0}", Each(starts, Ready), $"{Median(starts, FirstOrder):F0}", Each(starts, FirstOrder));
        var targets = kinds.SelectMany(kind => new[]
        {
            Target.Most($"process start to ready, {kind.Key} PostgreSQL", Median(kind.Value, Ready), ReadyMilliseconds, "ms"),
            Target.Most($"ready to first order confirmed, {kind.Key} PostgreSQL", Median(kind.Value, FirstOrder), FirstOrderMilliseconds, "ms"),
        });
        return new(Name, [.. targets], [table], kinds.Select(kind => new
        {
            Postgres = kind.Key,
            ReadyMilliseconds = kind.Value.Select(Ready),
            FirstOrderMilliseconds = kind.Value.Select(FirstOrder),
        }));
    }

    static async Task<IReadOnlyList<HostStart>> GivenAsync(int runs, WorkFolder folder, ProgressLine progress, CancellationToken cancellation)
    {
        await using var postgres = await PrivatePostgres.StartAsync(folder, cancellation);
        return await StartsAsync(runs, "given", folder, ("ConnectionStrings:Modular", postgres.ConnectionString), progress, cancellation);
    }

    static async Task<IReadOnlyList<HostStart>> StartsAsync(
        int runs, string kind, WorkFolder folder, (string Name, string Value) setting, ProgressLine progress, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var settings = new[] { KeyValuePair.Create(setting.Name, setting.Value) };
        progress.Report($"first start on {kind} PostgreSQL, which makes the tables");
        await HostStart.WarmUpAsync(folder, http, settings, cancellation);
        var starts = new List<HostStart>();
        for (var run = 1; run <= runs; run++)
        {
            progress.Report($"start {run} of {runs} on {kind} PostgreSQL");
            starts.Add(await HostStart.MeasureAsync(folder, http, settings, cancellation));
        }

        return starts;
    }

    static double Ready(HostStart start) => start.Ready.TotalMilliseconds;

    static double FirstOrder(HostStart start) => start.FirstOrder.TotalMilliseconds;

    static double Median(IEnumerable<HostStart> starts, Func<HostStart, double> part) => Statistics.Median(starts.Select(part));

    static string Each(IEnumerable<HostStart> starts, Func<HostStart, double> part) => string.Join(' ', starts.Select(start => $"{part(start):F0}"));
}
