using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>Keys in memory that can go away.</summary>
sealed class FailingKeys : IKeyValueStore
{
    readonly MemoryKeys _keys = new();

    public bool IsGone { get; set; }

    public string Name => "failing";

    /// <summary>Also while they are gone to everybody else.</summary>
    public async Task<IReadOnlyList<StoredKey>> AllAsync(string prefix)
    {
        await foreach (var found in _keys.FollowAsync(prefix, TestContext.Current.CancellationToken))
            return found;
        return [];
    }

    public IAsyncEnumerable<IReadOnlyList<StoredKey>> FollowAsync(string prefix, CancellationToken cancellation) => _keys.FollowAsync(prefix, cancellation);

    public Task<StoredKey?> GetAsync(string key, CancellationToken cancellation) => Or(() => _keys.GetAsync(key, cancellation));

    public Task<bool> PutAsync(string key, string value, ulong? expected, CancellationToken cancellation) => Or(() => _keys.PutAsync(key, value, expected, cancellation));

    public Task<bool> DeleteAsync(string key, ulong? expected, CancellationToken cancellation) => Or(() => _keys.DeleteAsync(key, expected, cancellation));

    public Task LeadAsync(string key, string name, Func<CancellationToken, Task> lead, CancellationToken cancellation) => lead(cancellation);

    Task<T> Or<T>(Func<Task<T>> ask) => IsGone ? Task.FromException<T>(new ConsulException("connection refused")) : ask();
}
