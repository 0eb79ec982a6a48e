using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Reporting;
using Modular.Gateway.Canary.Steps;

namespace Modular.Benchmarks.Judging;

/// <summary>How often the judge of canaries is wrong, and how many requests it takes to be right.</summary>
sealed class JudgeBenchmark : IBenchmark
{
    const double FalseRollbackPercent = 1;
    const double CaughtPercent = 99;
    const double RecordNanoseconds = 100;

    public string Name => "judge";

    public string Summary => "Simulated rollouts: canaries as good as the stable version that are rolled back, and worse ones that are caught.";

    public IReadOnlyList<Option> Options =>
    [
        new("rollouts", "1000", "of each kind"),
        new("requests", "6000", "in an interval (60 s) to both versions, 1 % of which fail: 100 a second"),
        new("threshold", "5", "failed checks until a rollout is taken back; ten steps of 5 %, no ranges, so that only the comparison can tell"),
        new("traffic", "600,1500,3000,30000", "requests in an interval, for the table of how much traffic a verdict needs"),
        new("seed", "1", "another one draws other rollouts"),
    ];

    public Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation) => Task.Run(() => Run(arguments, progress, cancellation), cancellation);

    Report Run(Arguments arguments, ProgressLine progress, CancellationToken cancellation)
    {
        progress.Report("cost of recording");
        var cost = JudgeCost.Measure();
        var requests = arguments.Number("requests");
        var plan = new RolloutPlan { Threshold = arguments.Number("threshold"), StepWeight = 5, MaxWeight = 50 };
        List<Scenario> kinds =
        [
            .. from change in Change.All from weather in Weather.All from shape in LatencyShape.All select new Scenario(weather, shape, change, requests, plan),
        ];
        List<Scenario> levels =
        [
            .. from change in Change.All from weather in new[] { Weather.All[0], Weather.All[^1] }
               from level in arguments.Numbers("traffic").Append(requests).Distinct().Order()
               select new Scenario(weather, LatencyShape.All[0], change, level, plan),
        ];
        var results = Simulate("rollouts", kinds);
        var byTraffic = Simulate("traffic", levels);
        return new(Name, Targets(results, cost), [.. Tables("Rollouts", results), .. Tables("Levels of traffic", byTraffic), CostTable(cost)], new { Cost = cost, Rollouts = results, Traffic = byTraffic });

        List<ScenarioResult> Simulate(string what, List<Scenario> scenarios)
        {
            var (done, seed) = (new List<ScenarioResult>(), (ulong)arguments.Number("seed", least: 0) << 32);
            foreach (var scenario in scenarios)
            {
                progress.Report($"{what}: {done.Count + 1} of {scenarios.Count}, {scenario.Change.Name}, {scenario.Weather.Name}, {scenario.Shape.Name}");
                done.Add(ScenarioResult.Simulate(scenario, arguments.Number("rollouts"), seed + ((ulong)done.Count * 0x9E6C63D0876A9A47), cancellation));
            }

            return done;
        }
    }

    static List<Target> Targets(List<ScenarioResult> results, JudgeCost cost)
    {
        var targets = new List<Target>();
        foreach (var change in results.GroupBy(result => (result.Change, result.IsWorse)))
            targets.Add(change.Key.IsWorse
                ? Target.Least($"{change.Key.Change}: rolled back, worst kind", change.Min(result => result.RolledBackPercent), CaughtPercent, "%")
                : Target.Most($"{change.Key.Change}: rolled back, worst kind", change.Max(result => result.RolledBackPercent), FalseRollbackPercent, "%"));
        targets.Add(Target.Most("recording an attempt", cost.RecordNanoseconds, RecordNanoseconds, "ns"));
        targets.Add(Target.Most("allocated by an attempt", Math.Round(cost.RecordedBytes, 3), 0, "bytes"));
        return targets;
    }

    static IEnumerable<ReportTable> Tables(string title, List<ScenarioResult> results) =>
        results.GroupBy(result => result.Change).Select(change => ScenarioResult.Table($"{title}: {change.Key}", change));

    static ReportTable CostTable(JudgeCost cost) => new ReportTable("Cost", ["what", "figure"])
        .Row("recording an attempt, ns", $"{cost.RecordNanoseconds:0.0}")
        .Row("allocated by it, bytes", $"{cost.RecordedBytes:0.###}")
        .Row("a verdict on 3,000 attempts a side, µs", $"{cost.VerdictMicroseconds:0}");
}
