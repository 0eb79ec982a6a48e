namespace Modular.Gateway.Canary.Steps;

/// <summary>From the analysis to the new stable version.</summary>
static class Promotion
{
    public static Transition Begin(RolloutState state, string why, DateTimeOffset now) => Transition.To(
        state with { Phase = RolloutPhase.Promoting, Paused = false, Advanced = now }, TransitionKind.Promoting, $"promoting {state.Canary}: {why}");

    public static Transition Next(RolloutState state, RolloutPlan plan, DateTimeOffset now)
    {
        // An A/B test has its 100 % already, of the requests that match: it gets the others at once.
        var weight = StepWeights.AfterPromoting(state.Weight, plan);
        var phase = weight == RolloutPlan.TotalWeight ? RolloutPhase.Finalising : RolloutPhase.Promoting;
        return Transition.To(
            state with { Phase = phase, Weight = weight, Advanced = now }, TransitionKind.Promoting, $"promoting {state.Canary}: weight {state.Weight} -> {weight} %");
    }

    public static Transition Finish(RolloutState state, DateTimeOffset now) => Transition.To(
        state with { Phase = RolloutPhase.Succeeded, Stable = state.Canary ?? state.Stable, Weight = 0, Advanced = now },
        TransitionKind.Succeeded,
        $"{state.Canary} is the stable version now, in place of {state.Stable}");
}
