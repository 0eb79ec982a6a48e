namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>
/// How fast one watch may ask: a bucket of <see cref="Burst"/> tokens, of which each query takes one. A token comes back every
/// <see cref="Interval"/>: 1 s at first, 1.25 times longer with each query that had to wait for one, 15 s at most. So a service that
/// changes now and then is seen at once, and one that flaps all the time (for about a minute) once in 15 s. Once the bucket is full
/// again, the interval is 1 s as at first.
/// </summary>
/// <remarks>Source: Consul's documentation of blocking queries asks for such a bucket. For one caller at a time.</remarks>
/// <param name="longest">The longest interval; <see cref="Longest"/> for a service.</param>
sealed class QueryPace(TimeProvider time, TimeSpan longest)
{
    public const int Burst = 2;
    public const double Slowing = 1.25;

    /// <summary>1 second.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>15 seconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    double _tokens = Burst;
    long _countedAt = time.GetTimestamp();

    /// <summary>How long a token now takes to come back.</summary>
    public TimeSpan Interval { get; private set; } = Shortest;

    /// <summary>Waits for a token and takes it.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellation)
    {
        Refill();
        if (_tokens < 1)
        {
            var missing = Interval * (1 - _tokens);
            // Timers end on whole milliseconds: a hair too early would mean one more.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(missing.TotalMilliseconds)), time, cancellation);
            _countedAt = time.GetTimestamp();
            _tokens = 1;
            Interval = TimeSpan.FromTicks((long)Math.Min(Interval.Ticks * Slowing, longest.Ticks));
        }

        _tokens--;
    }

    void Refill()
    {
        _tokens += time.GetElapsedTime(_countedAt) / Interval;
        _countedAt = time.GetTimestamp();
        if (_tokens < Burst)
            return;

        _tokens = Burst;
        Interval = Shortest;
    }
}
