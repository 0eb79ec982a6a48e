namespace Modular.Gateway.Canary.Judging;

/// <summary>What a rollout has shown so far. It is part of the state of the rollout, and starts anew with a new revision.</summary>
/// <param name="Waiting">Attempts that are too few to be judged yet.</param>
/// <param name="WaitingTail">Attempts that are too few to have a 99th percentile yet.</param>
sealed record Evidence(EffectSum Errors, EffectSum Latency, EffectSum Tail, Window Waiting, Window WaitingTail)
{
    public static Evidence Empty { get; } = new(EffectSum.Empty, EffectSum.Empty, EffectSum.Empty, Window.Empty, Window.Empty);
}
