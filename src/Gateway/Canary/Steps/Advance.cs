using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Canary.Steps;

/// <summary>The step after a check that passed.</summary>
static class Advance
{
    public static Transition Next(RolloutState state, RolloutPlan plan, Gates gates, Judgement? judgement, DateTimeOffset now)
    {
        var why = judgement?.Reason ?? "no traffic to judge yet";
        return plan.Strategy switch
        {
            RolloutStrategy.Canary when state.Weight < StepWeights.Last(plan) => Increase(state, plan, gates, why, now),
            RolloutStrategy.AbTest when state.Iterations < plan.Iterations => Iterate(state, plan, RolloutPlan.TotalWeight, why, now),
            RolloutStrategy.BlueGreen when state.Iterations < plan.Iterations => Iterate(state, plan, 0, why, now),
            // A version that nobody has called bad is not yet good: few requests call nothing bad.
            RolloutStrategy.Canary or RolloutStrategy.AbTest when judgement is { Proven: false } =>
                Rollout.Hold(state, plan, $"not enough evidence yet to promote it: {why}", now),
            _ when !gates.ConfirmPromotion => Transition.To(
                state with { Phase = RolloutPhase.WaitingPromotion, Advanced = now }, TransitionKind.Held, $"waiting for confirm-promotion; {why}"),
            // All traffic for one tick before it is final, while the other version still stands by.
            RolloutStrategy.BlueGreen when state.Weight < RolloutPlan.TotalWeight => Transition.To(
                state with { Phase = RolloutPhase.Progressing, Weight = RolloutPlan.TotalWeight, Iterations = state.Iterations + 1, Advanced = now },
                TransitionKind.Advanced,
                $"all traffic to {state.Canary} after {state.Iterations} iterations: {why}"),
            _ => Promotion.Begin(state, $"analysis passed: {why}", now),
        };
    }

    static Transition Increase(RolloutState state, RolloutPlan plan, Gates gates, string why, DateTimeOffset now)
    {
        if (!gates.ConfirmTrafficIncrease)
            return Transition.To(state with { Advanced = now }, TransitionKind.Held, $"holding at {state.Weight} %: waiting for confirm-traffic-increase");
        var next = StepWeights.After(state.Weight, plan);
        return Transition.To(state with { Weight = next, Advanced = now }, TransitionKind.Advanced, $"weight {state.Weight} -> {next} %: {why}");
    }

    static Transition Iterate(RolloutState state, RolloutPlan plan, int weight, string why, DateTimeOffset now)
    {
        var iterations = state.Iterations + 1;
        return Transition.To(
            state with { Weight = weight, Iterations = iterations, Advanced = now }, TransitionKind.Advanced, $"iteration {iterations} of {plan.Iterations}: {why}");
    }
}
