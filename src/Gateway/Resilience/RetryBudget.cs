namespace Modular.Gateway.Resilience;

/// <summary>How many repetitions a service can bear: a share of its requests, so that a failing service is not buried under them.</summary>
/// <remarks>
/// Two views, and both must agree. Of the moment: at most a share of the active requests, and always a few (Envoy's retry budget). Of the
/// last ten seconds: at most that share of the requests that came, and always a few (linkerd's and Finagle's, whose ttl it is): many short
/// repetitions one after another are as bad as many at once. Counting is by the second; a race may miscount by one.
/// </remarks>
sealed class RetryBudget(TimeProvider time)
{
    const int Seconds = 10;

    // A bucket a second, with one to spare for the second that has begun.
    readonly long[] _requests = new long[Seconds + 1];
    readonly long[] _retries = new long[Seconds + 1];
    readonly Lock _gate = new();
    long _second = time.GetTimestamp() / time.TimestampFrequency;
    int _active;

    /// <summary>Repetitions under way.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>A request has come.</summary>
    public void Deposit(long timestamp) => Interlocked.Increment(ref _requests[Bucket(timestamp)]);

    /// <summary>Takes a repetition, which <see cref="Release"/> gives back, unless there are too many.</summary>
    /// <param name="limits">How many are too many.</param>
    /// <param name="activeRequests">Requests of the service in flight now.</param>
    /// <param name="timestamp">Now.</param>
    public bool TryAcquire(LimitOptions limits, int activeRequests, long timestamp)
    {
        var (share, floor) = (limits.RetryShare, limits.RetryFloor);
        lock (_gate)
        {
            var bucket = Bucket(timestamp);
            if (_active >= Math.Max(floor, share * activeRequests) || _retries.Sum() >= Math.Max(floor * Seconds, share * _requests.Sum()))
                return false;
            _active++;
            _retries[bucket]++;
            return true;
        }
    }

    public void Release() => Interlocked.Decrement(ref _active);

    int Bucket(long timestamp)
    {
        var second = timestamp / time.TimestampFrequency;
        if (second > Volatile.Read(ref _second))
            Forget(second);
        return (int)(second % _requests.Length);
    }

    void Forget(long second)
    {
        lock (_gate)
        {
            var from = Math.Max(_second + 1, second - Seconds);
            for (var passed = from; passed <= second; passed++)
                (_requests[passed % _requests.Length], _retries[passed % _retries.Length]) = (0, 0);
            Volatile.Write(ref _second, Math.Max(_second, second));
        }
    }
}
