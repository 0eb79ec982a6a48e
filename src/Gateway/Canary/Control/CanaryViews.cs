using System.Text.Json.Serialization;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;

namespace Modular.Gateway.Canary.Control;

/// <summary>A verdict, beside a decision.</summary>
sealed record VerdictView([property: JsonConverter(typeof(JsonStringEnumConverter<Verdict>))] Verdict Verdict, IReadOnlyList<FindingView> Findings)
{
    public VerdictView(Verdict verdict, IReadOnlyList<Finding> findings)
        : this(verdict, [.. findings.Select(FindingView.Of)])
    {
    }
}

/// <summary>What one metric says.</summary>
/// <param name="Canary">The canary's figure in the last window: a share, or seconds.</param>
/// <param name="Statistic">z of the test in the last window; positive is worse.</param>
/// <param name="P">One-sided, in the last window.</param>
/// <param name="Difference">Over all windows; of latencies, of their logarithms.</param>
/// <param name="DifferenceP">The chance of that if the canary were just within the tolerance.</param>
/// <param name="Proven">Whether twice the tolerance is ruled out.</param>
sealed record FindingView(
    string Metric, string Verdict, double? Canary, double? Baseline, string Test, double? Statistic, double? P, double? Difference, double? DifferenceP, int Windows, bool Proven, string Reason)
{
    public static FindingView Of(Finding finding) => new(
        finding.Metric,
        $"{finding.Verdict}",
        finding.Canary,
        finding.Baseline,
        finding.Test,
        finding.Statistic,
        finding.P,
        finding.Rollout?.Difference,
        finding.RolloutP,
        finding.Windows,
        finding.Proven,
        finding.Reason);
}

/// <summary>The rollouts of a service.</summary>
/// <param name="Phase">Flagger's word, such as <c>Progressing</c>.</param>
/// <param name="Weight">The canary's share, in per cent.</param>
/// <param name="NextTick">When it is looked at next; null when nothing is under way.</param>
/// <param name="By">Which gateway made the last change.</param>
/// <param name="Source">What it goes by: a document, or an operator's command.</param>
sealed record CanaryView(
    string Service,
    string Phase,
    string Stable,
    string? Canary,
    int Weight,
    int FailedChecks,
    int Iterations,
    int Windows,
    bool Paused,
    string Reason,
    DateTimeOffset? NextTick,
    string By,
    string Source,
    RolloutPlan? Plan,
    IReadOnlyList<FindingView> Findings);
