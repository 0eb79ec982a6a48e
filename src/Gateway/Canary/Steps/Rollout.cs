using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Canary.Steps;

/// <summary>One tick of a rollout: state and what was seen in, next state and reason out. Pure.</summary>
/// <remarks>
/// The phases and their order are Flagger's (docs: how it works, deployment strategies, webhooks), with three differences. The check that
/// reaches the threshold rolls back at once, not at the tick after it. And as there is no second deployment to copy the canary to, its
/// promotion gives it the rest of the traffic by <c>stepWeightPromotion</c>, where Flagger moves it back to the primary.
/// A check that shows nothing either way, as without traffic, holds and does not fail; so that it does not hold for ever there is
/// <see cref="RolloutPlan.PatienceSeconds"/>.
/// </remarks>
static class Rollout
{
    public static Transition Tick(RolloutState state, RolloutPlan plan, Observation seen, DateTimeOffset now)
    {
        if (state.Paused)
            return Transition.To(state with { Advanced = now, UnavailableSince = null }, TransitionKind.Held, "paused by the operator");
        if (!state.IsActive || state.Phase == RolloutPhase.Waiting)
            return Begin(state, seen, now);
        // What is being promoted was judged good; another revision has to wait until it is.
        if (state.Phase is RolloutPhase.Progressing or RolloutPhase.WaitingPromotion && seen.Revision != state.Canary)
            return Transition.To(Start(state, seen.Revision, now), TransitionKind.Started, $"{seen.Revision} came while {state.Canary} was analysed: starting over");
        if (seen.Gates.Rollback && state.Phase is RolloutPhase.Progressing or RolloutPhase.WaitingPromotion)
            return RollBack(state, "the rollback webhook asked for it", now);
        return state.Phase switch
        {
            RolloutPhase.Promoting => Promotion.Next(state, plan, now),
            RolloutPhase.Finalising => Promotion.Finish(state, now),
            _ => Analyse(state with { Windows = state.Windows + 1, Evidence = seen.Judgement?.Evidence ?? state.Evidence }, plan, seen, now),
        };
    }

    /// <summary>Takes a rollout back between two ticks: the sequential test, an open breaker, or an ejection of the canary.</summary>
    /// <returns>Null when there is nothing to take back.</returns>
    public static Transition? Abort(RolloutState state, string why, DateTimeOffset now) => state.IsRevocable ? RollBack(state, why, now) : null;

    internal static Transition RollBack(RolloutState state, string why, DateTimeOffset now) => Transition.To(
        state with { Phase = RolloutPhase.Failed, Weight = 0, Paused = false, Advanced = now },
        TransitionKind.RolledBack,
        $"{state.Canary} rolled back at {state.Weight} %: {why}");

    static Transition Begin(RolloutState state, Observation seen, DateTimeOffset now)
    {
        if (state.Phase == RolloutPhase.Waiting && seen.Gates.Rollback)
            return RollBack(state, "the rollback webhook asked for it", now);
        if (state.Phase != RolloutPhase.Waiting && (seen.Revision == state.Stable || seen.Revision == state.Canary))
            return new(state, TransitionKind.Idle, state.Reason);
        return seen.Gates.ConfirmRollout
            ? Transition.To(Start(state, seen.Revision, now), TransitionKind.Started, $"new revision {seen.Revision}, beside {state.Stable}")
            : Transition.To(
                Start(state, seen.Revision, now) with { Phase = RolloutPhase.Waiting },
                TransitionKind.Held,
                $"new revision {seen.Revision} waits for confirm-rollout");
    }

    static RolloutState Start(RolloutState state, string revision, DateTimeOffset now) =>
        RolloutState.Initialized(state.Stable, now) with { Phase = RolloutPhase.Progressing, Canary = revision };

    static Transition Analyse(RolloutState state, RolloutPlan plan, Observation seen, DateTimeOffset now)
    {
        state = state with { UnavailableSince = seen.IsAvailable ? null : state.UnavailableSince ?? now };
        if (now - state.UnavailableSince >= plan.ProgressDeadline)
            return RollBack(state, $"no instance of it was available for {plan.ProgressDeadline.TotalSeconds:0} s", now);
        var hasTraffic = state.Weight > 0 || state.Iterations > 0;
        if (!hasTraffic && !seen.Gates.PreRollout)
            return Failed(state, plan, "the pre-rollout webhook did not pass", now);
        if (hasTraffic && !seen.Gates.Rollout)
            return Failed(state, plan, "the rollout webhook did not pass", now);
        // Before it has traffic there is nothing to judge.
        var judgement = hasTraffic ? seen.Judgement : null;
        if (judgement?.Verdict == Verdict.Fail)
            return Failed(state, plan, judgement.Reason, now);
        if (!seen.IsAvailable)
            return Hold(state, plan, $"no instance of {state.Canary} is available", now);
        if (judgement?.Verdict == Verdict.Inconclusive || (IsNeeded(state, plan) && hasTraffic && judgement is null or { Verdict: Verdict.Nodata }))
            return Hold(state, plan, judgement?.Reason ?? "nothing was recorded", now);
        return Advance.Next(state, plan, seen.Gates, judgement, now);
    }

    /// <summary>Blue/green has a canary without traffic, then a stable version without: what cannot be compared does not hold it.</summary>
    static bool IsNeeded(RolloutState state, RolloutPlan plan) => plan.Strategy != RolloutStrategy.BlueGreen && state.Weight > 0;

    static Transition Failed(RolloutState state, RolloutPlan plan, string why, DateTimeOffset now)
    {
        var counted = state with { FailedChecks = state.FailedChecks + 1 };
        return counted.FailedChecks >= plan.Threshold
            ? RollBack(counted, $"{counted.FailedChecks} of {plan.Threshold} failed checks; {why}", now)
            : Late(counted, plan, why, now)
                ?? Transition.To(counted, TransitionKind.CheckFailed, $"check {counted.FailedChecks} of {plan.Threshold} failed at {state.Weight} %: {why}");
    }

    internal static Transition Hold(RolloutState state, RolloutPlan plan, string why, DateTimeOffset now) =>
        Late(state, plan, why, now) ?? Transition.To(state, TransitionKind.Held, $"holding at {state.Weight} %: {why}");

    static Transition? Late(RolloutState state, RolloutPlan plan, string why, DateTimeOffset now) => (now - state.Advanced).TotalSeconds >= plan.PatienceSeconds
        ? RollBack(state, $"no progress for {plan.PatienceSeconds:0} s; {why}", now)
        : null;
}
