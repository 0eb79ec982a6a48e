using System.Diagnostics.CodeAnalysis;

namespace Modular.Gateway.Resilience;

/// <summary>What is under way to a service, or to a subset with limits of its own, and what of it is too much. It lives as long as that does, through any reload.</summary>
sealed class ServiceTraffic
{
    readonly TimeProvider _time;
    LimitOptions _limits;
    AdaptiveLimit? _adaptive;
    ConnectionOptions? _connections;
    int _active;
    int _pending;

    public ServiceTraffic(LimitOptions limits, TimeProvider time)
    {
        (_time, _limits, Budget) = (time, limits, new(time));
        Limits = limits;
    }

    /// <summary>Requests in flight, however many attempts each has.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Those of them that wait for a connection.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>How much is too much. What is under way stays, and what was learnt.</summary>
    public LimitOptions Limits
    {
        get => Volatile.Read(ref _limits);
        set
        {
            Volatile.Write(ref _limits, value);
            Budget.Follow(value);
            if (_adaptive?.Options != value.Adaptive)
                Volatile.Write(ref _adaptive, value.Adaptive.Enabled ? new(value.Adaptive, _time) : null);
            var own = value.NeedsOwnConnections ? value.Connections : null;
            if (_connections != own)
                Volatile.Write(ref _connections, own);
        }
    }

    /// <summary>The limit that follows its latency; null where it is off.</summary>
    public AdaptiveLimit? Adaptive => Volatile.Read(ref _adaptive);

    /// <summary>How many requests may be in flight now.</summary>
    public int ActiveLimit => Adaptive is { } adaptive ? Math.Min(adaptive.Limit, Limits.ActiveRequests) : Limits.ActiveRequests;

    /// <summary>How it wants to be connected to; null where it is as most are. The same object as long as it says the same.</summary>
    public ConnectionOptions? Connections => Volatile.Read(ref _connections);

    public RetryBudget Budget { get; }

    /// <summary>Lets a request in, which <see cref="Leave"/> lets out, unless there are too many.</summary>
    /// <param name="timestamp">Now.</param>
    /// <param name="limit">What there is too much of, of <see cref="Overload"/>; null when it is in.</param>
    public bool TryEnter(long timestamp, [NotNullWhen(false)] out string? limit)
    {
        var active = Interlocked.Increment(ref _active);
        limit = active > Limits.ActiveRequests ? Overload.ActiveRequests
            : Adaptive is { } adaptive && active > adaptive.Limit ? Overload.AdaptiveConcurrency
            : null;
        if (limit is not null)
        {
            Interlocked.Decrement(ref _active);
            return false;
        }

        Budget.Deposit(timestamp);
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _active);

    /// <summary>Lets a request wait for a connection, until <see cref="StopWaiting"/>, unless too many do.</summary>
    public bool TryWait()
    {
        if (Interlocked.Increment(ref _pending) <= Limits.PendingRequests)
            return true;
        Interlocked.Decrement(ref _pending);
        return false;
    }

    public void StopWaiting() => Interlocked.Decrement(ref _pending);
}
