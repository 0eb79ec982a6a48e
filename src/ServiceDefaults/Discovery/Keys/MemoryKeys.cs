using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Modular.ServiceDefaults.Discovery.Keys;

/// <summary>Keys of this process alone, for where there is no registry that could share them. A restart is empty.</summary>
public sealed class MemoryKeys : IKeyValueStore
{
    readonly Lock _gate = new();
    readonly SortedDictionary<string, StoredKey> _keys = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ulong _version;

    public string Name => "memory";

    public async IAsyncEnumerable<IReadOnlyList<StoredKey>> FollowAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            IReadOnlyList<StoredKey> found;
            lock (_gate)
                (changed, found) = (_changed.Task, [.. _keys.Values.Where(key => key.Key.StartsWith(prefix, StringComparison.Ordinal))]);
            yield return found;
            await changed.WaitAsync(cancellation);
        }
    }

    public Task<StoredKey?> GetAsync(string key, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_keys.GetValueOrDefault(key));
    }

    public Task<bool> PutAsync(string key, string value, ulong? expected, CancellationToken cancellation) =>
        Change(key, expected, () => _keys[key] = new(key, value, ++_version));

    public Task<bool> DeleteAsync(string key, ulong? expected, CancellationToken cancellation) => Change(key, expected, () => _keys.Remove(key));

    public async Task LeadAsync(string key, string name, Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        var turn = _locks.GetOrAdd(key, static _ => new(1));
        await turn.WaitAsync(cancellation);
        try
        {
            await lead(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    Task<bool> Change(string key, ulong? expected, Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (expected is { } version && version != (_keys.GetValueOrDefault(key)?.Version ?? 0))
                return Task.FromResult(false);
            change();
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        return Task.FromResult(true);
    }
}
