namespace Modular.ServiceDefaults.Discovery.Keys;

/// <summary>Small values under names, shared by all processes of one registry: what a fleet has to agree on.</summary>
public interface IKeyValueStore
{
    /// <summary>A name for logs and for the operator, such as <c>consul http://10.0.0.5:8500</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Tells all keys that begin with <paramref name="prefix"/>, in order of their names, and again after each change, until cancelled. A
    /// store that is gone does not end it: nothing is told until it is back. Changes that follow each other fast are told together, once a
    /// second at most.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<StoredKey>> FollowAsync(string prefix, CancellationToken cancellation);

    /// <summary>One key as it is now; null when there is none.</summary>
    /// <exception cref="Consul.ConsulException">The store did not answer.</exception>
    Task<StoredKey?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Sets a key.</summary>
    /// <param name="expected">The version that it must still have; 0: it must not be there. Null: whatever it is.</param>
    /// <returns>False when it is not as expected, and nothing has changed.</returns>
    /// <exception cref="Consul.ConsulException">The store did not answer, or refused.</exception>
    Task<bool> PutAsync(string key, string value, ulong? expected, CancellationToken cancellation);

    /// <summary>Deletes a key. One that is not there is no error.</summary>
    /// <param name="expected">The version that it must still have. Null: whatever it is.</param>
    /// <returns>False when it is not as expected, and nothing has changed.</returns>
    /// <exception cref="Consul.ConsulException">The store did not answer, or refused.</exception>
    Task<bool> DeleteAsync(string key, ulong? expected, CancellationToken cancellation);

    /// <summary>
    /// Has one of all processes that call this with the same key do something, again and again until cancelled: <paramref name="lead"/> runs
    /// while this one holds the lock. Its token ends when the lock is lost, or may be; then it must end soon.
    /// </summary>
    /// <param name="key">The lock; its value is <paramref name="name"/> while it is held.</param>
    /// <param name="name">Who leads, for the operator.</param>
    Task LeadAsync(string key, string name, Func<CancellationToken, Task> lead, CancellationToken cancellation);
}
