using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Modular.Host.Commands.Canary;

/// <summary>Rollouts for people: where each is and why, and the figures of its last verdict.</summary>
static class CanaryReport
{
    public static void Print(IReadOnlyList<CanaryGateway.Rollout> rollouts, DateTimeOffset now, IAnsiConsole console)
    {
        if (rollouts.Count == 0)
        {
            console.WriteLine("No rollout. Begin one with `canary start SERVICE --canary VERSION`, or with a Canary document in policies/.");
            return;
        }

        console.Write(Table(
            ["service", "phase", "stable", "canary", "weight", "failed checks", "next"],
            rollouts.Select(rollout => new[]
            {
                rollout.Service,
                rollout.Paused ? $"{rollout.Phase}, paused" : rollout.Phase,
                rollout.Stable,
                rollout.Canary ?? "",
                $"{rollout.Weight} %",
                $"{rollout.FailedChecks}",
                rollout.NextTick is { } next ? $"in {Math.Max(0, (next - now).TotalSeconds):0} s" : "",
            })));
        foreach (var rollout in rollouts)
        {
            console.WriteLine($"{rollout.Service}: {rollout.Reason}");
            if (rollout.Findings.Count > 0)
                console.Write(Table(["metric", "canary", "stable", "test", "z", "p", "over all windows", "verdict"], rollout.Findings.Select(Row)));
        }
    }

    /// <summary>One step, as <c>canary start</c> prints it.</summary>
    public static string Line(CanaryGateway.Decision decision) =>
        string.Create(CultureInfo.InvariantCulture, $"{decision.At.LocalDateTime:HH:mm:ss} {decision.Kind.Replace("canary-", "", StringComparison.Ordinal),-13} {decision.Reason}");

    static string[] Row(CanaryGateway.Finding finding) =>
    [
        finding.Metric,
        Figure(finding.Metric, finding.Canary),
        Figure(finding.Metric, finding.Baseline),
        finding.Test,
        Number(finding.Statistic, "0.0"),
        Number(finding.P, "0.000"),
        Difference(finding),
        finding.Proven ? $"{finding.Verdict}, proven" : finding.Verdict,
    ];

    static string Figure(string metric, double? value) => value is null ? ""
        : metric is "error-rate" ? Number(100 * value, "0.00") + " %"
        : metric is "latency" or "p99" ? Number(1000 * value, "0.##") + " ms"
        : Number(value, "0.##");

    // Of latencies the logarithm of the ratio.
    static string Difference(CanaryGateway.Finding finding) => finding.Difference is not { } difference ? ""
        : finding.Metric is "error-rate" ? Number(100 * difference, "+0.00;-0.00;0") + " points"
        : Number(100 * (Math.Exp(difference) - 1), "+0.0;-0.0;0") + " %";

    static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    static Table Table(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var row in rows)
            table.AddRow(row.Select(cell => (IRenderable)new Text(cell)));
        return table;
    }
}
