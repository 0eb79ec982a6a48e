using Modular.Gateway.Canary.Steps;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Canary.Control;

/// <summary>What an operator says to begin a rollout: the versions, and what is to be different from the document, or from the defaults. The names are Flagger's.</summary>
/// <param name="Canary">The version to try.</param>
/// <param name="Stable">The version that has the traffic. Default: the one that is known to be, or the other one that runs.</param>
/// <param name="Interval">Between two ticks, such as <c>10s</c>. Default 60 s; at least 1 s.</param>
/// <param name="Threshold">Failed checks until it is taken back. Default 5.</param>
/// <param name="StepWeight">Per cent more at each step. Default 10.</param>
/// <param name="MaxWeight">At which it is promoted, in per cent. Default 50.</param>
/// <param name="StepWeights">The weights one after another, in place of the two before.</param>
/// <param name="StepWeightPromotion">Per cent more at each step of the promotion. Default: all at once.</param>
/// <param name="Iterations">Ticks without traffic, and then all: blue/green. Default: a canary by weight.</param>
/// <param name="ProgressDeadlineSeconds">How long a step may take. Default 600.</param>
sealed record StartRequest(
    string? Canary = null,
    string? Stable = null,
    string? Interval = null,
    int? Threshold = null,
    int? StepWeight = null,
    int? MaxWeight = null,
    IReadOnlyList<int>? StepWeights = null,
    int? StepWeightPromotion = null,
    int? Iterations = null,
    int? ProgressDeadlineSeconds = null)
{
    static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    static readonly RolloutPlan Default = new() { Threshold = 5, StepWeight = 10, MaxWeight = 50 };

    /// <summary>Whether it says anything about how.</summary>
    bool HasPlan => this with { Canary = null, Stable = null } != new StartRequest();

    /// <summary>How it is to go.</summary>
    /// <param name="document">What a document says; null for none.</param>
    /// <param name="failures">What makes no sense, each with its field.</param>
    /// <returns>Null: as the document says, now and when it changes.</returns>
    public RolloutPlan? PlanOver(RolloutPlan? document, out IReadOnlyList<string> failures)
    {
        failures = [];
        if (document is not null && !HasPlan)
            return null;
        var plan = (document ?? Default) with { HasMatch = false };
        if (Interval is not null)
        {
            if (!GoDuration.TryParse(Interval, out var interval) || interval < ShortestInterval)
            {
                failures = [$"interval must be a duration such as 10s, of at least 1 s, not '{Interval}'."];
                return plan;
            }

            plan = plan with { Interval = interval };
        }

        if (StepWeight is not null || MaxWeight is not null)
            plan = plan with { StepWeights = [] };
        plan = plan with
        {
            Threshold = Threshold ?? plan.Threshold,
            StepWeight = StepWeights is not null || Iterations > 0 ? 0 : StepWeight ?? (plan.StepWeight > 0 || plan.StepWeights.Count > 0 ? plan.StepWeight : Default.StepWeight),
            MaxWeight = MaxWeight ?? plan.MaxWeight,
            StepWeights = StepWeights ?? plan.StepWeights,
            StepWeightPromotion = StepWeightPromotion ?? plan.StepWeightPromotion,
            Iterations = Iterations ?? (StepWeight is null && StepWeights is null ? plan.Iterations : 0),
            ProgressDeadline = ProgressDeadlineSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : plan.ProgressDeadline,
        };
        failures = [.. plan.Failures()];
        return plan;
    }
}
