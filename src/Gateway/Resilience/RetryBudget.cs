namespace Modular.Gateway.Resilience;

/// <summary>How many repetitions a service can bear: a share of its requests, so that a failing service is not buried under them.</summary>
/// <remarks>
/// Two views, and both must agree. Of the moment: at most a share of the active requests, and always a few (Envoy's retry budget). Of the
/// last ten seconds: at most that share of the requests that came, and always a few (linkerd's and Finagle's, whose ttl it is): many short
/// repetitions one after another are as bad as many at once. Where <see cref="LimitOptions.RetryInterval"/> is said, the second view is over that
/// time and takes the place of the first, as Envoy's and Istio's <c>budget_interval</c> does. A <see cref="LimitOptions.RetryCap"/> holds whatever both
/// allow. A race may miscount by one.
/// </remarks>
sealed class RetryBudget(TimeProvider time)
{
    static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);

    readonly Lock _gate = new();
    Window _window = new(Ttl, time);
    int _active;

    /// <summary>Repetitions under way.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>A request has come.</summary>
    public void Deposit(long timestamp) => Volatile.Read(ref _window).Requests.Increment(timestamp);

    /// <summary>Counts over another time from now on. The same time changes nothing; another one begins anew.</summary>
    public void Follow(LimitOptions limits)
    {
        var length = limits.RetryInterval ?? Ttl;
        if (length != _window.Length)
            Volatile.Write(ref _window, new(length, time));
    }

    /// <summary>Takes a repetition, which <see cref="Release"/> gives back, unless there are too many.</summary>
    /// <param name="limits">How many are too many.</param>
    /// <param name="activeRequests">Requests of the service in flight now.</param>
    /// <param name="timestamp">Now.</param>
    public bool TryAcquire(LimitOptions limits, int activeRequests, long timestamp)
    {
        var (share, floor) = (limits.RetryShare, limits.RetryFloor);
        lock (_gate)
        {
            var window = _window;
            if (_active >= limits.RetryCap)
                return false;
            if (limits.RetryShareCounts
                && ((limits.RetryInterval is null && _active >= Math.Max(floor, share * activeRequests))
                    || window.Retries.Sum(timestamp) >= Math.Max(floor * window.Length.TotalSeconds, share * window.Requests.Sum(timestamp))))
                return false;
            _active++;
            window.Retries.Increment(timestamp);
            return true;
        }
    }

    public void Release() => Interlocked.Decrement(ref _active);

    sealed class Window(TimeSpan length, TimeProvider time)
    {
        public TimeSpan Length => length;

        public RollingCount Requests { get; } = new(length, time);

        public RollingCount Retries { get; } = new(length, time);
    }
}
