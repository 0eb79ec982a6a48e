using System.Collections.Concurrent;

namespace Modular.Gateway.Edge;

/// <summary>Which values of a header have a bucket, so that whoever invents values fills no memory: at most so many at a time.</summary>
/// <param name="most">How many.</param>
/// <param name="forgotten">After so long without a request a value is no longer known: its bucket is full again, as a new one would be.</param>
sealed class KnownKeys(int most, TimeSpan forgotten, TimeProvider time)
{
    /// <summary>Looking for what may be forgotten costs as much as there is: not for each of many new values.</summary>
    static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    readonly ConcurrentDictionary<string, long> _seen = new(StringComparer.Ordinal);
    int _count;
    long? _swept;

    /// <summary>Whether it is known, or becomes so. False where there are too many others.</summary>
    public bool Admits(string key)
    {
        var now = time.GetTimestamp();
        if (_seen.TryGetValue(key, out var before))
        {
            // Not set: what is swept away meanwhile must not come back uncounted.
            _seen.TryUpdate(key, now, before);
            return true;
        }

        lock (_gate)
        {
            if (_count >= most)
                Sweep(now);
            if (_count >= most)
                return false;
            if (_seen.TryAdd(key, now))
                _count++;
            return true;
        }
    }

    void Sweep(long now)
    {
        if (_swept is { } last && time.GetElapsedTime(last, now) < BetweenSweeps)
            return;
        _swept = now;
        foreach (var (key, at) in _seen)
            if (time.GetElapsedTime(at, now) >= forgotten && _seen.TryRemove(key, out _))
                _count--;
    }
}
