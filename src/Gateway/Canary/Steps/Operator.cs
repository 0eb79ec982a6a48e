namespace Modular.Gateway.Canary.Steps;

/// <summary>What an operator can do to a rollout at any time. Null where it makes no sense, such as to resume what is not paused.</summary>
static class Operator
{
    /// <summary>Keeps the weight as it is until <see cref="Resume"/>. An immediate abort still comes through.</summary>
    public static Transition? Pause(RolloutState state, DateTimeOffset now) => state.IsActive && !state.Paused
        ? Transition.To(state with { Paused = true, Advanced = now }, TransitionKind.Held, $"paused at {state.Weight} % by the operator")
        : null;

    public static Transition? Resume(RolloutState state, DateTimeOffset now) => state.Paused
        ? Transition.To(state with { Paused = false, Advanced = now }, TransitionKind.Held, $"resumed at {state.Weight} % by the operator")
        : null;

    /// <summary>Skips the rest of the analysis.</summary>
    public static Transition? Promote(RolloutState state, DateTimeOffset now) =>
        state.Phase is RolloutPhase.Waiting or RolloutPhase.Progressing or RolloutPhase.WaitingPromotion
            ? Promotion.Begin(state, "by the operator, whatever the analysis says", now)
            : null;

    public static Transition? Abort(RolloutState state, DateTimeOffset now) =>
        state.IsRevocable ? Rollout.RollBack(state, "by the operator", now) : null;
}
