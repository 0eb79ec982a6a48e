namespace Modular.Gateway.Resilience;

/// <summary>How often something has happened in a window of time that ends now, to a tenth of the window. Without a lock.</summary>
/// <remarks>
/// A ring of buckets, with one to spare for the tenth that has begun. A bucket holds the number of its tenth and its count in one word, so that one
/// that is out of date is known by itself and begins anew. A race at the turn of a bucket may count one too many there.
/// </remarks>
sealed class RollingCount
{
    const int Tenths = 10;

    readonly long[] _buckets = new long[Tenths + 1];
    readonly long _ticks;

    /// <param name="window">At least 10 ms.</param>
    /// <param name="time">Whose timestamps it is given.</param>
    public RollingCount(TimeSpan window, TimeProvider time) => _ticks = Math.Max(1, (long)(window.TotalSeconds * time.TimestampFrequency) / Tenths);

    public void Increment(long timestamp)
    {
        var tenth = timestamp / _ticks;
        ref var bucket = ref _buckets[tenth % _buckets.Length];
        var seen = Volatile.Read(ref bucket);
        while (seen >> 32 != (int)tenth)
        {
            var before = Interlocked.CompareExchange(ref bucket, ((long)(int)tenth << 32) | 1, seen);
            if (before == seen)
                return;
            seen = before;
        }

        Interlocked.Increment(ref bucket);
    }

    public long Sum(long timestamp)
    {
        var (now, sum) = (timestamp / _ticks, 0L);
        for (var tenth = Math.Max(0, now - Tenths); tenth <= now; tenth++)
            if (Volatile.Read(ref _buckets[tenth % _buckets.Length]) is var bucket && bucket >> 32 == (int)tenth)
                sum += (uint)bucket;
        return sum;
    }
}
