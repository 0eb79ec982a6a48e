using Modular.Gateway.Policy.Sources;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Policy;

/// <summary>Puts documents where all gateways of a registry find them.</summary>
sealed class SharedPolicies(IKeyValueStore keys, RegistrySource source)
{
    /// <summary>How long it is waited for that this gateway obeys, too.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>False where this gateway has no registry with keys.</summary>
    public bool AreShared => keys is not MemoryKeys;

    public static string KeyOf(PolicyId id) => $"{RegistrySource.Prefix}{id.Kind}/{id.Name}";

    /// <summary>Returns when this gateway obeys; the others do as soon as they are told.</summary>
    /// <exception cref="ConsulException">The registry did not answer, or refused.</exception>
    public async Task PutAsync(PolicyId id, string text, CancellationToken cancellation)
    {
        await keys.PutAsync(KeyOf(id), text, expected: null, cancellation);
        await source.ToldAsync(texts => texts.GetValueOrDefault(KeyOf(id)) == text, Patience, cancellation);
    }

    /// <summary>As <see cref="PutAsync"/>.</summary>
    /// <exception cref="ConsulException">The registry did not answer, or refused.</exception>
    public async Task DeleteAsync(PolicyId id, CancellationToken cancellation)
    {
        await keys.DeleteAsync(KeyOf(id), expected: null, cancellation);
        await source.ToldAsync(texts => !texts.ContainsKey(KeyOf(id)), Patience, cancellation);
    }
}
