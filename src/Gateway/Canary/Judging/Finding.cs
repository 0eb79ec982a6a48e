namespace Modular.Gateway.Canary.Judging;

/// <summary>What one metric says, with its figures; null where there is none.</summary>
/// <param name="Metric">Such as <c>error-rate</c>.</param>
/// <param name="Canary">The canary's figure in this window: a share, or seconds.</param>
/// <param name="Baseline">The same of the baseline.</param>
/// <param name="Test">Which test.</param>
/// <param name="Statistic">Its z in this window; positive is worse.</param>
/// <param name="P">One-sided, in this window.</param>
/// <param name="Rollout">The difference over all windows so far; of latencies, of their logarithms.</param>
/// <param name="RolloutP">The chance of that if the canary were just within the tolerance.</param>
/// <param name="Windows">How many windows the rollout has been judged by.</param>
/// <param name="Proven">Whether twice the tolerance is ruled out.</param>
/// <param name="Reason">One line for the operator.</param>
sealed record Finding(
    string Metric,
    Verdict Verdict,
    double? Canary,
    double? Baseline,
    string Test,
    double? Statistic,
    double? P,
    Estimate? Rollout,
    double? RolloutP,
    int Windows,
    bool Proven,
    string Reason);
