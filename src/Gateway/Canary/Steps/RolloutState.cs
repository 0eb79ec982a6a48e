using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Canary.Steps;

/// <summary>A rollout as it is kept in the registry, as JSON: it goes on where it was when another gateway takes over.</summary>
/// <param name="Stable">The version that has the rest of the traffic.</param>
/// <param name="Canary">The version that is, or was last, tried; null when there was none yet.</param>
/// <param name="Weight">The canary's share, in per cent; of an A/B test, of the requests that match.</param>
/// <param name="FailedChecks">Since the revision is new. They are not forgotten by a good one.</param>
/// <param name="Iterations">Of blue/green and A/B tests.</param>
/// <param name="Windows">Ticks that this revision has been analysed at.</param>
/// <param name="Paused">Whether an operator stopped the steps.</param>
/// <param name="Advanced">When it last went on, or had to wait for somebody: what the time for a step counts from.</param>
/// <param name="Reason">Why it is as it is.</param>
/// <param name="Evidence">What the judge has seen of this revision.</param>
/// <param name="UnavailableSince">The first tick of those in a row that saw no available instance of it; null where the last one saw one.</param>
sealed record RolloutState(
    RolloutPhase Phase,
    string Stable,
    string? Canary,
    int Weight,
    int FailedChecks,
    int Iterations,
    int Windows,
    bool Paused,
    DateTimeOffset Advanced,
    string Reason,
    Evidence Evidence,
    DateTimeOffset? UnavailableSince = null)
{
    /// <summary>Whether a revision is under way.</summary>
    public bool IsActive => Phase is not (RolloutPhase.Initialized or RolloutPhase.Succeeded or RolloutPhase.Failed);

    /// <summary>Whether it can still be taken back.</summary>
    public bool IsRevocable => IsActive && Phase != RolloutPhase.Finalising;

    public static RolloutState Initialized(string stable, DateTimeOffset now) =>
        new(RolloutPhase.Initialized, stable, null, 0, 0, 0, 0, false, now, "waiting for a new revision", Evidence.Empty);
}
