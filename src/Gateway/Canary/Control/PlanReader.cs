using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Canary.Control;

/// <summary>Makes of Flagger's document what a rollout goes by. Pure.</summary>
static class PlanReader
{
    /// <returns>Null where the document wants no analysis.</returns>
    public static RolloutPlan? PlanOf(CanaryDocument document) => document.Analysis is not { } analysis
        ? null
        : analysis.Strategy switch
        {
            CanaryStrategy.Weighted weighted => Common(document, analysis) with
            {
                StepWeights = weighted.Steps,
                MaxWeight = weighted.Steps[^1],
                StepWeightPromotion = weighted.PromotionStep ?? 0,
            },
            CanaryStrategy.BlueGreen blueGreen => Common(document, analysis) with { Iterations = blueGreen.Iterations },
            CanaryStrategy.AbTest test => Common(document, analysis) with { Iterations = test.Iterations, HasMatch = true },
            _ => throw new InvalidOperationException($"No plan is known for {analysis.Strategy.GetType().Name}."),
        };

    /// <summary>The requests that an A/B test's canary gets; null for all.</summary>
    public static IReadOnlyList<HttpMatch>? MatchesOf(CanaryDocument? document) => (document?.Analysis?.Strategy as CanaryStrategy.AbTest)?.Matches;

    static RolloutPlan Common(CanaryDocument document, CanaryAnalysis analysis) => new()
    {
        Interval = analysis.Interval,
        Threshold = analysis.Threshold,
        ProgressDeadline = document.ProgressDeadline,
        Metrics = [.. analysis.Metrics.Select(metric => new MetricRange(NameOf(metric.Measure), metric.Min, metric.Max))],
    };

    static string NameOf(CanaryMeasure measure) => measure switch
    {
        CanaryMeasure.RequestSuccessRate => MetricRange.SuccessRate,
        CanaryMeasure.RequestDuration => MetricRange.Duration,
        _ => throw new InvalidOperationException($"No range is known for {measure}."),
    };
}
