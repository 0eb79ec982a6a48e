namespace Modular.Gateway.Canary.Judging;

/// <summary>The verdict on a window.</summary>
/// <param name="Proven">Whether the rollout has shown enough to promote: on every metric, twice the tolerance is ruled out.</param>
/// <param name="Findings">One for each metric.</param>
/// <param name="Reason">One line for the operator: of the findings that decided.</param>
/// <param name="Evidence">With this window; for the next one.</param>
sealed record Judgement(Verdict Verdict, bool Proven, IReadOnlyList<Finding> Findings, string Reason, Evidence Evidence)
{
    public static Judgement Of(IReadOnlyList<Finding> findings, bool proven, Evidence evidence)
    {
        var worst = findings.Max(finding => finding.Verdict);
        var decisive = worst == Verdict.Pass ? findings : findings.Where(finding => finding.Verdict == worst);
        return new(worst, proven, findings, string.Join("; ", decisive.Select(finding => finding.Reason)), evidence);
    }
}
