using Modular.Benchmarks.Reporting;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.LoadBalancing;

namespace Modular.Benchmarks.Judging;

/// <summary>What became of many rollouts of one kind.</summary>
/// <param name="RolledBackPercent">The others were promoted.</param>
/// <param name="ByDeadlinePercent">Rolled back only because the deadline passed: nothing was proven either way.</param>
/// <param name="MedianCanaryRequests">That the canary got until the end.</param>
/// <param name="MedianRequests">That both versions got until the end.</param>
sealed record ScenarioResult(
    string Weather,
    string Shape,
    string Change,
    bool IsWorse,
    int RequestsAnInterval,
    int Rollouts,
    double RolledBackPercent,
    double ByDeadlinePercent,
    double MedianTicks,
    double P95Ticks,
    double MedianCanaryRequests,
    double P95CanaryRequests,
    double MedianRequests,
    double P95Requests)
{
    /// <summary>A table of the results of one change, narrow enough for a terminal; medians and 95th percentiles.</summary>
    public static ReportTable Table(string title, IEnumerable<ScenarioResult> results)
    {
        var table = new ReportTable(title, ["traffic", "a tick", "rolled back", "by deadline", "ticks", "to the canary"]);
        foreach (var result in results)
            table.Row(
                $"{result.Weather}, {result.Shape}",
                $"{result.RequestsAnInterval}",
                $"{result.RolledBackPercent:0.0} %",
                $"{result.ByDeadlinePercent:0.0} %",
                $"{result.MedianTicks:0}, {result.P95Ticks:0}",
                $"{result.MedianCanaryRequests:0}, {result.P95CanaryRequests:0}");
        return table;
    }

    public static ScenarioResult Simulate(Scenario scenario, int rollouts, ulong seed, CancellationToken cancellation)
    {
        var results = new SimulatedRollout[rollouts];
        Parallel.For(
            0,
            rollouts,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (Canary: new AttemptSample(), Stable: new AttemptSample()),
            (i, _, samples) =>
            {
                results[i] = SimulatedRollout.Run(scenario, new SeededDice(seed + ((ulong)i * 0xD1342543DE82EF95)), samples.Canary, samples.Stable);
                return samples;
            },
            _ => { });

        var (ticks, canary, both) = (Sorted(result => result.Ticks), Sorted(result => result.CanaryRequests), Sorted(result => result.Requests));
        return new(
            scenario.Weather.Name,
            scenario.Shape.Name,
            scenario.Change.Name,
            scenario.Change.IsWorse,
            scenario.Requests,
            rollouts,
            100.0 * results.Count(result => result.RolledBack) / rollouts,
            100.0 * results.Count(result => !result.InTime) / rollouts,
            Statistics.Median(ticks),
            Statistics.Percentile(ticks, 0.95),
            Statistics.Median(canary),
            Statistics.Percentile(canary, 0.95),
            Statistics.Median(both),
            Statistics.Percentile(both, 0.95));

        List<double> Sorted(Func<SimulatedRollout, double> figure) => [.. results.Select(figure).Order()];
    }
}
