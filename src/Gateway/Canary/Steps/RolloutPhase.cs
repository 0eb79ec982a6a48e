namespace Modular.Gateway.Canary.Steps;

/// <summary>Where a rollout is. The names are Flagger's.</summary>
enum RolloutPhase
{
    /// <summary>Nothing new yet.</summary>
    Initialized,

    /// <summary>A new revision waits for <c>confirm-rollout</c>.</summary>
    Waiting,

    /// <summary>It is being analysed, with more and more weight.</summary>
    Progressing,

    /// <summary>The analysis is through, and waits for <c>confirm-promotion</c>.</summary>
    WaitingPromotion,

    /// <summary>It gets the rest of the traffic.</summary>
    Promoting,

    /// <summary>It has all traffic, and becomes the stable one.</summary>
    Finalising,

    /// <summary>It is the stable one.</summary>
    Succeeded,

    /// <summary>It was rolled back.</summary>
    Failed,
}
