namespace Modular.Gateway.Instances;

/// <summary>The recent latency of one instance as Peak-EWMA sees it: a slow answer counts at once, and is forgotten over the decay time.</summary>
/// <remarks>
/// After the load metric of Finagle and linkerd: the estimate jumps up to any higher sample, moves towards lower ones by
/// 1 - e^(-t/decay), and sinks towards zero while nothing is heard, so that a destination that was slow once is tried again. Two
/// writers at once may lose one of their samples, which costs nothing: a lock would.
/// </remarks>
sealed class Latency(TimeProvider time, TimeSpan initial, TimeSpan decay)
{
    readonly double _ticksPerSecond = time.TimestampFrequency;
    readonly double _decay = decay.TotalSeconds;
    double _estimate = initial.TotalSeconds;
    long _at = time.GetTimestamp();

    /// <summary>In seconds, as of a timestamp of the clock.</summary>
    public double At(long timestamp)
    {
        var age = (timestamp - Volatile.Read(ref _at)) / _ticksPerSecond;
        var estimate = Volatile.Read(ref _estimate);
        return age > 0 ? estimate * Math.Exp(-age / _decay) : estimate;
    }

    /// <summary>Takes a sample: an answer began <paramref name="seconds"/> after its request was sent.</summary>
    public void Observe(double seconds, long timestamp)
    {
        var age = Math.Max(0, (timestamp - Volatile.Read(ref _at)) / _ticksPerSecond);
        var estimate = Volatile.Read(ref _estimate);
        var kept = Math.Exp(-age / _decay);
        Volatile.Write(ref _estimate, seconds > estimate ? seconds : (estimate * kept) + (seconds * (1 - kept)));
        Volatile.Write(ref _at, timestamp);
    }

    /// <summary>
    /// Takes a sample that may only raise the estimate: a failure that comes fast must not look like a fast instance. Nor like one of which nothing is
    /// heard: an estimate that went on sinking would draw the next request to whoever failed the last one.
    /// </summary>
    public void ObserveFailure(double seconds, long timestamp)
    {
        Volatile.Write(ref _estimate, Math.Max(seconds, Volatile.Read(ref _estimate)));
        Volatile.Write(ref _at, timestamp);
    }
}
