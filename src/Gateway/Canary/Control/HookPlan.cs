using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Canary.Control;

/// <summary>Which webhooks have to be asked for a tick. Pure.</summary>
static class HookPlan
{
    static readonly (CanaryHook Hook, Func<Gates, Gates> Close)[] Confirmations =
    [
        (CanaryHook.ConfirmTrafficIncrease, static gates => gates with { ConfirmTrafficIncrease = false }),
        (CanaryHook.ConfirmPromotion, static gates => gates with { ConfirmPromotion = false }),
    ];

    /// <summary>What is asked before the analysis.</summary>
    public static IReadOnlyList<CanaryHook> Before(RolloutState state, string revision)
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
        return [CanaryHook.Rollback, hasTraffic ? CanaryHook.Rollout : CanaryHook.PreRollout];
    }

    /// <summary>What is asked after it: who confirms the step that would follow. Nobody where none would, as the analysis did not pass.</summary>
    public static IReadOnlyList<CanaryHook> After(RolloutState state, RolloutPlan plan, Observation seen, DateTimeOffset now)
    {
        var open = Rollout.Tick(state, plan, seen, now);
        return [.. Confirmations
            .Where(gate => Rollout.Tick(state, plan, seen with { Gates = gate.Close(seen.Gates) }, now) != open)
            .Select(static gate => gate.Hook)];
    }
}
