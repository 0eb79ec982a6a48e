using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Saving;

/// <summary>What a registry has to remember to go on where it was.</summary>
/// <param name="Index">At least that of its last change.</param>
/// <param name="Keys">Each as <c>/kv</c> shows it.</param>
sealed record SavedKeys(ulong Index, IReadOnlyList<KeyView> Keys);
