namespace Modular.Gateway.Canary.Control;

/// <summary>What a webhook is sent, as Flagger sends it; beside it, what is decided about.</summary>
/// <param name="Name">The canary document's, or the service's.</param>
/// <param name="Phase">Such as <c>Progressing</c>.</param>
/// <param name="Metadata">As the document says; of an event, with <c>eventMessage</c>.</param>
/// <param name="Canary">The version that is tried.</param>
/// <param name="Weight">Its share, in per cent.</param>
/// <remarks>https://docs.flagger.app/usage/webhooks</remarks>
sealed record WebhookMessage(string Name, string Namespace, string Phase, IReadOnlyDictionary<string, string> Metadata, string Stable, string? Canary, int Weight);
