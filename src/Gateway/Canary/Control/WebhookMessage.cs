using System.IO.Hashing;
using System.Text;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Canary.Control;

/// <summary>What a webhook is sent, as Flagger sends it; beside it, what is decided about.</summary>
/// <param name="Name">The canary document's.</param>
/// <param name="Namespace">The canary document's.</param>
/// <param name="Phase">Such as <c>Progressing</c>.</param>
/// <param name="Checksum">The same for all that is told of one version, and another for the next one.</param>
/// <param name="Metadata">As the document says; of an event, with <c>eventMessage</c>, <c>eventType</c> and <c>timestamp</c>.</param>
/// <param name="Canary">The version that is tried.</param>
/// <param name="Weight">Its share, in per cent.</param>
/// <remarks>https://docs.flagger.app/usage/webhooks</remarks>
sealed record WebhookMessage(
    string Name, string Namespace, string Phase, string Checksum, IReadOnlyDictionary<string, string> Metadata, string Stable, string? Canary, int Weight)
{
    public static WebhookMessage Of(CanaryDocument document, RolloutState state, IReadOnlyDictionary<string, string> metadata) => new(
        document.Name, document.Namespace, $"{state.Phase}", ChecksumOf(document, state.Canary ?? state.Stable), metadata, state.Stable, state.Canary, state.Weight);

    // Flagger's is of what is deployed, which here is a version; not of the document, which is the same for every rollout.
    static string ChecksumOf(CanaryDocument document, string version) =>
        Convert.ToHexStringLower(XxHash3.Hash(Encoding.UTF8.GetBytes($"{document.Namespace}/{document.Subject}/{version}")));
}
