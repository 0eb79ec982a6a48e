using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Canary.Control;

/// <summary>Which webhooks have to be asked before a tick. Pure.</summary>
static class HookPlan
{
    public static IReadOnlyList<CanaryHook> Before(RolloutState state, RolloutPlan plan, string revision)
    {
        if (state.Paused)
            return [];
        if (!state.IsActive || state.Phase == RolloutPhase.Waiting)
            return state.Phase != RolloutPhase.Waiting && (revision == state.Stable || revision == state.Canary)
                ? []
                : [CanaryHook.Rollback, CanaryHook.ConfirmRollout];
        if (state.Phase is RolloutPhase.Promoting or RolloutPhase.Finalising || revision != state.Canary)
            return [];
        var hasTraffic = state.Weight > 0 || state.Iterations > 0;
        return [CanaryHook.Rollback, hasTraffic ? CanaryHook.Rollout : CanaryHook.PreRollout, IsLast(state, plan) ? CanaryHook.ConfirmPromotion : CanaryHook.ConfirmTrafficIncrease];
    }

    static bool IsLast(RolloutState state, RolloutPlan plan) =>
        plan.Strategy == RolloutStrategy.Canary ? state.Weight >= StepWeights.Last(plan) : state.Iterations >= plan.Iterations;
}
