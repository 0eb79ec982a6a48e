using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Forwarding;
using Modular.Gateway.LoadBalancing;

namespace Modular.Benchmarks.Judging;

/// <summary>One rollout with the recorder, the judge and the steps that the gateway has; only time and traffic are made up.</summary>
/// <param name="RolledBack">Or promoted.</param>
/// <param name="InTime">Not rolled back by the deadline alone, with every check passed or held.</param>
/// <param name="Ticks">Until then.</param>
/// <param name="CanaryRequests">That the canary got until then.</param>
/// <param name="Requests">That both got until then.</param>
sealed record SimulatedRollout(bool RolledBack, bool InTime, int Ticks, long CanaryRequests, long Requests)
{
    const double ErrorRate = 0.01;
    const int LooksInAWindow = 4;

    static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly JudgeOptions Options = new();

    public static SimulatedRollout Run(Scenario scenario, Dice dice, AttemptSample canary, AttemptSample stable)
    {
        var (now, plan) = (Start, scenario.Plan);
        var state = Rollout.Tick(RolloutState.Initialized("v1", now), plan, new("v2", null, Gates.Open), now).State;
        state = Rollout.Tick(state, plan, new("v2", null, Gates.Open), now).State;
        var slower = scenario.Change.Latency(scenario.Shape);
        var (ticks, toCanary, toBoth) = (0, 0L, 0L);
        while (state.Phase == RolloutPhase.Progressing)
        {
            now += plan.Interval;
            var requests = scenario.Weather.Requests(scenario.Requests, ticks);
            var ofCanary = requests * state.Weight / RolloutPlan.TotalWeight;
            var factors = scenario.Weather.Factors(ticks, dice);
            var (seenCanary, seenStable) = (new Attempts(), new Attempts());
            for (var look = 1; look <= LooksInAWindow && state.IsActive; look++)
            {
                seenCanary = Send(canary, slower, factors.Canary, scenario.Change.MoreErrors, ofCanary / LooksInAWindow, seenCanary, dice);
                seenStable = Send(stable, scenario.Shape, factors.Stable, 0, (requests - ofCanary) / LooksInAWindow, seenStable, dice);
                if (ErrorAbort.Look(seenCanary, seenStable, state.Windows) is { } why)
                    state = Rollout.Abort(state, why, now)!.State;
            }

            toCanary += (long)seenCanary.Total;
            toBoth += (long)(seenCanary.Total + seenStable.Total);
            ticks++;
            var window = new Window(canary.Take(), stable.Take());
            if (state.IsActive)
                state = Rollout.Tick(state, plan, new("v2", Judge.Decide(state.Evidence, window, plan.Metrics, Options), Gates.Open), now).State;
        }

        var late = state.Reason.Contains("no progress", StringComparison.Ordinal) && state.FailedChecks == 0;
        return new(state.Phase == RolloutPhase.Failed, !late, ticks, toCanary, toBoth);
    }

    static Attempts Send(
        AttemptSample sample, LatencyShape shape, (double Latency, double Errors) factors, double moreErrors, int requests, Attempts seen, Dice dice)
    {
        var (rate, failed) = ((ErrorRate * factors.Errors) + moreErrors, 0);
        for (var i = 0; i < requests; i++)
        {
            var fails = dice.Share() < rate;
            failed += fails ? 1 : 0;
            sample.Record(fails ? Outcome.ServerError : Outcome.Success, shape.At(dice.Share()) * factors.Latency);
        }

        return new(seen.Failed + failed, seen.Total + requests);
    }
}
