namespace Modular.Gateway.Resilience;

/// <summary>
/// Cuts an attempt off: at the end of its own time until its answer begins, and at the deadline of the request until it ends.
/// </summary>
/// <remarks>Not YARP's route timeout, which looks like a client that went away and so excuses a hung instance (dotnet/yarp 2662).</remarks>
sealed class AttemptTimer : IDisposable
{
    readonly Cutoff? _cutoff;
    readonly Deadline _deadline;
    readonly TimeProvider _time;

    public AttemptTimer(TimeSpan perTry, Deadline deadline, TimeProvider time)
    {
        (_deadline, _time) = (deadline, time);
        var first = deadline.At;
        if (perTry != Timeout.InfiniteTimeSpan)
            first = Math.Min(first, time.GetTimestamp() + (long)(perTry.TotalSeconds * time.TimestampFrequency));
        if (first != Cutoff.Never)
            _cutoff = Cutoff.At(first, time);
    }

    public CancellationToken Token => _cutoff?.Token ?? CancellationToken.None;

    /// <summary>Whether the attempt has been cut off.</summary>
    public bool IsOver => Token.IsCancellationRequested;

    /// <summary>Whether it was the request's time that ended, not only the attempt's.</summary>
    public bool IsOverall => _deadline.IsSet && _deadline.Left(_time) == TimeSpan.Zero;

    /// <summary>The answer has begun.</summary>
    public void Answered() => _cutoff?.PutOff(_deadline.At);

    public void Dispose() => _cutoff?.Dispose();
}
