namespace Modular.Gateway.Canary.Steps;

/// <summary>What a tick, or an operator, did to a rollout.</summary>
/// <param name="Kind">For the decision log.</param>
/// <param name="Reason">Why, for the operator. The same stands in the state.</param>
sealed record Transition(RolloutState State, TransitionKind Kind, string Reason)
{
    public static Transition To(RolloutState state, TransitionKind kind, string reason) => new(state with { Reason = reason }, kind, reason);
}

enum TransitionKind
{
    /// <summary>Nothing is under way, and nothing new came.</summary>
    Idle,

    /// <summary>A new revision starts, or another one starts over.</summary>
    Started,

    /// <summary>It stays where it is: paused, waiting, or with too little data.</summary>
    Held,

    /// <summary>It stays where it is, and a failed check is counted.</summary>
    CheckFailed,

    /// <summary>The next weight, or the next iteration.</summary>
    Advanced,

    /// <summary>The promotion begins, or goes on.</summary>
    Promoting,

    /// <summary>The canary is the stable version.</summary>
    Succeeded,

    /// <summary>All traffic is the stable version's again.</summary>
    RolledBack,
}
