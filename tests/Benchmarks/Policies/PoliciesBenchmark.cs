using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Reporting;
using Modular.Benchmarks.Resilience;

namespace Modular.Benchmarks.Policies;

/// <summary>Whether requests notice that documents change all the time, and whether the next one obeys each.</summary>
sealed class PoliciesBenchmark : IBenchmark
{
    const int Instances = 3;

    /// <summary>Of the changes that were due: with fewer the question was not asked.</summary>
    const double MadeAtLeast = 0.9;

    public string Name => "policies";

    public string Summary => "Changes of the documents in force under steady load, through the gateway's API: failed requests, and whether the next request obeys.";

    public IReadOnlyList<Option> Options =>
    [
        new("rate", "500", "requests a second"),
        new("changes", "10", "a second"),
        new("seconds", "60", "of both"),
        new("warmup", "5", "seconds of load before the first change, which are not looked at"),
    ];

    public async Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        var (perSecond, duration, warmup) = (arguments.Number("changes"), arguments.Seconds("seconds"), arguments.Seconds("warmup", least: 0));
        progress.Report($"starting the gateway and {Instances} instances");
        await using var trial = await Trial.StartAsync(Instances, cancellation);
        var (policy, load) = (new ChangingPolicy(trial), new SteadyRequests(trial.Http, trial.Target, arguments.Number("rate")));
        await policy.BeginAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var requests = load.RunAsync(stop.Token);
        await Task.Delay(warmup, TimeProvider.System, cancellation);
        var from = load.Elapsed;
        progress.Report($"{duration.TotalSeconds} s of {perSecond} changes a second");
        stop.CancelAfter(duration);
        await policy.RunAsync(perSecond, stop.Token);
        await requests;
        cancellation.ThrowIfCancellationRequested();

        var answers = load.Answers.Where(answer => answer.At >= from).ToList();
        var failed = answers.Count(answer => answer.Failed);
        var p99 = Statistics.Percentile([.. answers.Select(answer => answer.Took.TotalMilliseconds).Order()], 0.99);
        return new(
            Name,
            [
                Target.Most("requests failed during changes", failed, 0),
                Target.Most("changes that the next request did not obey", policy.Disobeyed, 0),
                Target.Least("changes made, of those that were due", policy.Changes / (perSecond * duration.TotalSeconds), MadeAtLeast),
            ],
            [
                new ReportTable("Requests during changes", ["changes", "not obeyed at once", "requests", "failed", "p99 ms"])
                    .Row($"{policy.Changes}", $"{policy.Disobeyed}", $"{answers.Count}", $"{failed}", $"{p99:F1}"),
            ],
            new { policy.Changes, policy.Disobeyed, Requests = answers.Count, Failed = failed, P99Milliseconds = p99 });
    }
}
