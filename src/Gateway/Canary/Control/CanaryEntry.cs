using Modular.Gateway.Traffic;

namespace Modular.Gateway.Canary.Control;

/// <summary>What this gateway knows of the rollouts of a service.</summary>
/// <param name="Samples">The attempts that it has seen on both versions since the last tick.</param>
/// <param name="IsUnsaved">Whether the registry does not have it: it was lost there, or could not be written.</param>
sealed record CanaryEntry(CanaryRecord Record, VersionSamples Samples, bool IsUnsaved = false);
