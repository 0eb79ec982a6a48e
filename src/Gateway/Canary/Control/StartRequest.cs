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
/// <param name="ProgressDeadlineSeconds">How long there may be no available instance of the canary; a step may take as long, or some intervals. Default 600.</param>
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

    /// <summary>How it is to go.</summary>
    /// <param name="document">What a document says; null for none.</param>
    /// <param name="failures">What makes no sense, each with its field.</param>
    /// <returns>Null: as the document says, now and when it changes.</returns>
    public RolloutPlan? PlanOver(RolloutPlan? document, out IReadOnlyList<string> failures)
    {
        failures = [];
        if (document is not null && this with { Canary = null, Stable = null } == new StartRequest())
            return null;
        var interval = default(TimeSpan);
        if (Interval is not null && !(GoDuration.TryParse(Interval, out interval) && interval >= ShortestInterval))
        {
            failures = [$"interval must be a duration such as 10s, of at least 1 s, not '{Interval}'."];
            return document;
        }

        var said = document ?? Default;
        var plan = (HasSteps ? Steps(said) : said) with
        {
            Interval = Interval is null ? said.Interval : interval,
            Threshold = Threshold ?? said.Threshold,
            StepWeightPromotion = StepWeightPromotion ?? said.StepWeightPromotion,
            ProgressDeadline = ProgressDeadlineSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : said.ProgressDeadline,
        };
        failures = [.. plan.Failures()];
        return plan;
    }

    bool HasSteps => (StepWeight, MaxWeight, StepWeights, Iterations) is not (null, null, null, null);

    // Steps are of one kind: who names some has none of the document's.
    RolloutPlan Steps(RolloutPlan said) => said with
    {
        HasMatch = false,
        StepWeight = StepWeights is null && Iterations is null ? StepWeight ?? Default.StepWeight : 0,
        MaxWeight = MaxWeight ?? Default.MaxWeight,
        StepWeights = StepWeights ?? [],
        Iterations = Iterations ?? 0,
    };
}
