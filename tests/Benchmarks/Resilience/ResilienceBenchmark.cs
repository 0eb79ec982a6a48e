using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Resilience;

/// <summary>What clients notice when one of three instances dies, hangs, answers errors or becomes slow; and of a storm of retries.</summary>
sealed class ResilienceBenchmark : IBenchmark
{
    const int Instances = 3;
    const int UsualMilliseconds = 5;

    static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    public string Name => "resilience";

    public string Summary => "Faults of instances in processes of their own, under steady load through the gateway with a policy: failures, p99, shares.";

    public IReadOnlyList<Option> Options =>
    [
        new("rate", "500", "requests a second"),
        new("before", "10", "seconds of load before the fault; the first half warms up and is not looked at"),
        new("after", "10", "seconds of load with the fault"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var (rate, before, after) = (arguments.Number("rate"), arguments.Seconds("before"), arguments.Seconds("after"));
        List<(string Name, int Rate, Func<Trial, Task> Fault)> faults =
        [
            ("SIGKILL", rate, trial => trial.SignalAsync(0, "KILL")),
            ("SIGSTOP", rate, trial => trial.SignalAsync(0, "STOP")),
            ("500 for everything", rate, trial => trial.FaultAsync(0, UsualMilliseconds, errors: 1)),
            ("10 times slower", rate, trial => trial.FaultAsync(0, 10 * UsualMilliseconds, errors: 0)),
            ("all fail half", 2 * rate, trial => Task.WhenAll(Enumerable.Range(0, Instances).Select(instance => trial.FaultAsync(instance, UsualMilliseconds, errors: 0.5)))),
        ];
        var results = new List<TrialResult>();
        foreach (var (name, load, fault) in faults)
        {
            progress.Report($"{name}: starting the gateway and {Instances} instances");
            await using var trial = await Trial.StartAsync(Instances, cancellation);
            progress.Report($"{name}: {(before + after).TotalSeconds} s of {load} requests a second");
            results.Add(await MeasureAsync(name, trial, load, before, after, fault, cancellation));
        }

        return Report(results);
    }

    static async Task<TrialResult> MeasureAsync(
        string name, Trial trial, int rate, TimeSpan before, TimeSpan after, Func<Trial, Task> fault, CancellationToken cancellation)
    {
        var load = new SteadyRequests(trial.Http, trial.Target, rate);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = load.RunAsync(stop.Token);
        await Task.Delay(before, TimeProvider.System, cancellation);
        var isReachable = name is not ("SIGKILL" or "SIGSTOP");
        var attempts = isReachable ? await trial.AttemptsAsync() : 0;
        var at = load.Elapsed;
        await fault(trial);
        await Task.Delay(after, TimeProvider.System, cancellation);
        await stop.CancelAsync();
        await running;
        return TrialResult.Of(name, load.Answers, before / 2, at, trial.Instances[0], isReachable ? await trial.AttemptsAsync() - attempts : null);
    }

    Report Report(List<TrialResult> results)
    {
        var table = new ReportTable("Faults", ["fault", "requests after it", "failed", "p99 ms before", "in 3 s after", "later", "share of the faulty after 2 s", "attempts a request"]);
        foreach (var result in results)
            table.Row(
                result.Fault, $"{result.Requests}", $"{result.Failed}", $"{result.P99Before:F1}", $"{result.P99Soon:F1}", $"{result.P99Later:F1}",
                $"{result.ShareOfFaulty:P1}", result.AttemptsPerRequest is { } attempts ? $"{attempts:F2}" : "-");
        var single = results.Where(result => result.Fault != "all fail half").ToList();
        return new(
            Name,
            [
                .. single.Select(result => Target.Most($"{result.Fault}: failed requests", result.Failed, 0)),
                .. single.Where(result => result.Fault == "SIGSTOP").Select(result => Target.Most($"SIGSTOP: p99 later than {Settled.TotalSeconds} s, of before", result.P99Later / result.P99Before, 2)),
                .. single.Where(result => result.Fault == "10 times slower").Select(result => Target.Most("10 times slower: share after 2 s, of fair", result.ShareOfFaulty * Instances, 0.2)),
                .. results.Where(result => result.Fault == "all fail half").Select(result => Target.Most("all fail half: attempts a request", result.AttemptsPerRequest ?? double.NaN, 1.25)),
            ],
            [table],
            results);
    }
}
