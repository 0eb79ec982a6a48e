using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;

namespace Modular.Gateway.Tests.Canary.Steps;

/// <summary>Rollouts on their way, and what a tick may see.</summary>
static class Given
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly RolloutPlan Plan = new() { Threshold = 2, StepWeight = 20, MaxWeight = 50 };

    public static readonly RolloutState Quiet = RolloutState.Initialized("v1", Now);

    public static readonly Judgement Good = Said(Verdict.Pass, proven: true);

    public static Judgement Said(Verdict verdict, bool proven = false) => new(verdict, proven, [], $"judge says {verdict}", Evidence.Empty);

    public static Observation Seen(Judgement? judgement = null, Gates? gates = null, string revision = "v2") => new(revision, judgement ?? Good, gates ?? Gates.Open);

    public static Transition Tick(this RolloutState state, Observation? seen = null, RolloutPlan? plan = null, TimeSpan later = default) =>
        Rollout.Tick(state, plan ?? Plan, seen ?? Seen(), Now + later);

    /// <summary>Progressing, before it has any traffic.</summary>
    public static readonly RolloutState Started = Quiet.Tick().State;

    public static RolloutState At(int weight) => Started with { Weight = weight };

    /// <summary>The weights and phases of tick after tick, until it is over.</summary>
    public static IReadOnlyList<(RolloutPhase Phase, int Weight)> Walk(RolloutPlan plan, Observation? seen = null)
    {
        var (state, way) = (Quiet, new List<(RolloutPhase, int)>());
        for (var i = 0; i < 30 && state.Phase is not (RolloutPhase.Succeeded or RolloutPhase.Failed); i++)
        {
            state = state.Tick(seen, plan).State;
            way.Add((state.Phase, state.Weight));
        }

        return way;
    }
}
