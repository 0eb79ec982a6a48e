namespace Modular.Gateway.Resilience;

/// <summary>What is under way to a service, and what of it is too much. It lives as long as the service, through any reload.</summary>
sealed class ServiceTraffic(LimitOptions limits, TimeProvider time)
{
    int _active;

    /// <summary>Requests in flight, however many attempts each has.</summary>
    public int Active => Volatile.Read(ref _active);

    public RetryBudget Budget { get; } = new(limits.RetryShare, limits.RetryFloor, time);

    /// <summary>Lets a request in, which <see cref="Leave"/> lets out, unless there are too many.</summary>
    public bool TryEnter(long timestamp)
    {
        if (Interlocked.Increment(ref _active) > limits.ActiveRequests)
        {
            Interlocked.Decrement(ref _active);
            return false;
        }

        Budget.Deposit(timestamp);
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _active);
}
