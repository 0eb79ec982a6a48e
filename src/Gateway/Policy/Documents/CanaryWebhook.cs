namespace Modular.Gateway.Policy;

/// <summary>Somebody who is asked on the way: below 300 is yes.</summary>
/// <param name="Url">Absolute, http or https.</param>
/// <param name="Timeout">Above zero. Flagger's default is 10 s.</param>
/// <param name="Metadata">Sent along.</param>
/// <param name="Retries">0 where nothing is said.</param>
/// <param name="DisableTls">Whether any certificate will do.</param>
sealed record CanaryWebhook(
    string Name, CanaryHook Type, Uri Url, TimeSpan Timeout, IReadOnlyDictionary<string, string> Metadata, int Retries, bool DisableTls);

/// <summary>When it is asked. (Flagger)</summary>
enum CanaryHook
{
    /// <summary>At every tick, beside the metrics.</summary>
    Rollout,

    /// <summary>Before anything begins: it waits until the answer is yes.</summary>
    ConfirmRollout,

    /// <summary>Before the first request comes: a no counts as a failed check.</summary>
    PreRollout,

    /// <summary>Before the share grows: it waits until the answer is yes.</summary>
    ConfirmTrafficIncrease,

    /// <summary>Before it is promoted: it waits until the answer is yes.</summary>
    ConfirmPromotion,

    /// <summary>When it has been promoted or rolled back: the answer changes nothing.</summary>
    PostRollout,

    /// <summary>At every tick: yes rolls back.</summary>
    Rollback,

    /// <summary>At everything that happens: the answer changes nothing.</summary>
    Event,
}
