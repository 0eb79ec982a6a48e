namespace Modular.Gateway.Canary.Steps;

/// <summary>What the webhooks of the document answered. A gate without a webhook is open.</summary>
/// <param name="ConfirmRollout">May a new revision start.</param>
/// <param name="PreRollout">Did its tests before any traffic pass.</param>
/// <param name="Rollout">Did the checks of this tick pass.</param>
/// <param name="ConfirmTrafficIncrease">May it get more weight.</param>
/// <param name="ConfirmPromotion">May it be promoted.</param>
/// <param name="Rollback">Does somebody want it back.</param>
sealed record Gates(
    bool ConfirmRollout = true,
    bool PreRollout = true,
    bool Rollout = true,
    bool ConfirmTrafficIncrease = true,
    bool ConfirmPromotion = true,
    bool Rollback = false)
{
    public static Gates Open { get; } = new();
}
