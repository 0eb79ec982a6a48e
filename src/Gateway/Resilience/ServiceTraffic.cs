namespace Modular.Gateway.Resilience;

/// <summary>What is under way to a service, and what of it is too much. It lives as long as the service, through any reload.</summary>
sealed class ServiceTraffic(LimitOptions limits, TimeProvider time)
{
    int _active;
    LimitOptions _limits = limits;

    /// <summary>Requests in flight, however many attempts each has.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>How much is too much. What is under way stays.</summary>
    public LimitOptions Limits
    {
        get => Volatile.Read(ref _limits);
        set => Volatile.Write(ref _limits, value);
    }

    public RetryBudget Budget { get; } = new(time);

    /// <summary>Lets a request in, which <see cref="Leave"/> lets out, unless there are too many.</summary>
    public bool TryEnter(long timestamp)
    {
        if (Interlocked.Increment(ref _active) > Limits.ActiveRequests)
        {
            Interlocked.Decrement(ref _active);
            return false;
        }

        Budget.Deposit(timestamp);
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _active);
}
