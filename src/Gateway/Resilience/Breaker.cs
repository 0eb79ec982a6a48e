namespace Modular.Gateway.Resilience;

/// <summary>
/// Whether an instance gets requests, as far as its attempts say. It opens after failures in a row, waits longer each time, and then lets one
/// real request through: that alone closes it, a health check never does. Immutable and pure. (linkerd, failure accrual)
/// </summary>
/// <param name="Since">When the state last changed.</param>
/// <param name="Reason">Why it did, for the operator.</param>
/// <param name="Opened">How often in a row it opened without closing between.</param>
/// <param name="IsProbing">Half open only: whether the one request is under way.</param>
sealed record Breaker(BreakerState State, DateTimeOffset Since, string Reason, int Opened = 0, bool IsProbing = false)
{
    /// <summary>Whether a request may be sent.</summary>
    public bool Admits => State == BreakerState.Closed || (State == BreakerState.HalfOpen && !IsProbing);

    public static Breaker New(DateTimeOffset now) => new(BreakerState.Closed, now, "nothing has failed yet");

    public Breaker Open(DateTimeOffset now, string why) => State == BreakerState.Open
        ? this
        : new(BreakerState.Open, now, why, Opened + 1);

    /// <summary>Its time is over.</summary>
    public Breaker HalfOpen(DateTimeOffset now) => State == BreakerState.Open
        ? this with { State = BreakerState.HalfOpen, Since = now, Reason = "one request may try" }
        : this;

    /// <summary>The one request goes.</summary>
    public Breaker Probe() => State == BreakerState.HalfOpen ? this with { IsProbing = true } : this;

    /// <summary>A request went well.</summary>
    public Breaker Close(DateTimeOffset now) => State == BreakerState.HalfOpen
        ? new(BreakerState.Closed, now, "the request that tried went well")
        : this;

    /// <summary>The one request ended without saying anything of the instance.</summary>
    public Breaker TryAgain() => State == BreakerState.HalfOpen ? this with { IsProbing = false } : this;
}

enum BreakerState
{
    /// <summary>Requests go through.</summary>
    Closed,

    /// <summary>None does.</summary>
    Open,

    /// <summary>One does.</summary>
    HalfOpen,
}
