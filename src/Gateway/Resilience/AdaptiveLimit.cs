namespace Modular.Gateway.Resilience;

/// <summary>Gathers the latencies of a service, and moves its <see cref="Gradient2"/> on window by window. Without a lock.</summary>
sealed class AdaptiveLimit(AdaptiveOptions options, TimeProvider time)
{
    const int Enough = 10;

    readonly long _window = (long)(options.Window.TotalSeconds * time.TimestampFrequency);
    Gradient2 _gradient = new(options.Initial);
    long _ends = time.GetTimestamp() + (long)(options.Window.TotalSeconds * time.TimestampFrequency);
    long _sum;
    int _count;
    int _peak;
    int _limit = options.Initial;

    public AdaptiveOptions Options => options;

    /// <summary>How many requests may be active at once.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>An attempt has been answered, or was given up because that took too long.</summary>
    /// <param name="seconds">Until the answer began.</param>
    /// <param name="active">Requests in flight, with this one.</param>
    /// <param name="timestamp">Now.</param>
    public void Observe(double seconds, int active, long timestamp)
    {
        Interlocked.Add(ref _sum, (long)(seconds * TimeSpan.TicksPerSecond));
        if (active > Volatile.Read(ref _peak))
            Volatile.Write(ref _peak, active);
        var ends = Volatile.Read(ref _ends);
        // Whoever moves the end of the window is the only one to reckon; what others add meanwhile belongs to either window.
        if (Interlocked.Increment(ref _count) >= Enough && timestamp >= ends && Interlocked.CompareExchange(ref _ends, timestamp + _window, ends) == ends)
            Reckon();
    }

    void Reckon()
    {
        var (count, sum, peak) = (Interlocked.Exchange(ref _count, 0), Interlocked.Exchange(ref _sum, 0), Interlocked.Exchange(ref _peak, 0));
        if (count == 0 || sum <= 0)
            return;
        _gradient = _gradient.Next((double)sum / count / TimeSpan.TicksPerSecond, peak, options);
        Volatile.Write(ref _limit, (int)_gradient.Limit);
    }
}
