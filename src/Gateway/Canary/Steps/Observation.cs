using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Canary.Steps;

/// <summary>What a tick sees.</summary>
/// <param name="Revision">The version that is to be rolled out now.</param>
/// <param name="Judgement">The verdict on the last window; null where nothing was recorded, as with no traffic on the canary.</param>
/// <param name="IsAvailable">Whether an instance of the revision could take requests.</param>
sealed record Observation(string Revision, Judgement? Judgement, Gates Gates, bool IsAvailable = true);
