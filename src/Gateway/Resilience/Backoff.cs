namespace Modular.Gateway.Resilience;

/// <summary>The pause before an attempt: exponential with full jitter, so that those who failed together do not come back together.</summary>
/// <remarks>
/// Envoy's router: a random time below (2^n - 1) times the base, at most ten times the base. Full jitter: M. Brooker, Exponential Backoff
/// and Jitter, 2015.
/// </remarks>
static class Backoff
{
    const int Longest = 10;

    /// <param name="retry">1 for the first repetition.</param>
    /// <param name="unit">The base.</param>
    /// <param name="share">By chance: 0 (included) to 1 (not included).</param>
    /// <param name="floor">What the destination asked for by <c>Retry-After</c>.</param>
    public static TimeSpan Pause(int retry, TimeSpan unit, double share, TimeSpan floor)
    {
        var factor = Math.Min(Longest, Math.Pow(2, retry) - 1);
        var pause = unit * factor * share;
        return pause > floor ? pause : floor;
    }
}
