namespace Modular.Gateway.Resilience;

/// <summary>
/// Cuts an attempt off: at the end of its own time until its answer begins, and at the deadline of the request until it ends.
/// </summary>
/// <remarks>Not YARP's route timeout, which looks like a client that went away and so excuses a hung instance (dotnet/yarp 2662).</remarks>
sealed class AttemptTimer : IDisposable
{
    // Also what is locked, as who waits for the client changes it beside who has the answer.
    readonly Cutoff? _cutoff;
    readonly TimeProvider _time;
    Deadline _deadline;
    long _due;
    bool _isStopped;

    public AttemptTimer(TimeSpan perTry, Deadline deadline, TimeProvider time)
    {
        (_deadline, _time) = (deadline, time);
        _due = deadline.At;
        if (perTry != Timeout.InfiniteTimeSpan)
            _due = Math.Min(_due, time.GetTimestamp() + (long)(perTry.TotalSeconds * time.TimestampFrequency));
        if (_due != Cutoff.Never)
            _cutoff = Cutoff.At(_due, time);
    }

    public CancellationToken Token => _cutoff?.Token ?? CancellationToken.None;

    /// <summary>Whether the attempt has been cut off.</summary>
    public bool IsOver => Token.IsCancellationRequested;

    /// <summary>Whether it was the request's time that ended, not only the attempt's.</summary>
    public bool IsOverall => _deadline.IsSet && _deadline.Left(_time) == TimeSpan.Zero;

    /// <summary>The answer has begun.</summary>
    public void Answered() => Set(_deadline.At);

    /// <summary>The answer has no end: it is a connection from now on.</summary>
    public void Upgraded() => Set(Cutoff.Never);

    /// <summary>It is the client's turn.</summary>
    public void Stop()
    {
        if (_cutoff is null)
            return;
        lock (_cutoff)
        {
            _isStopped = true;
            _cutoff.PutOff(Cutoff.Never);
        }
    }

    /// <summary>It is not any more.</summary>
    /// <param name="ticks">How long it was, in ticks of the clock.</param>
    public void GoOn(long ticks)
    {
        if (_cutoff is null)
            return;
        lock (_cutoff)
        {
            _isStopped = false;
            _deadline = _deadline.PutOff(ticks);
            if (_due != Cutoff.Never)
                _cutoff.PutOff(_due += ticks);
        }
    }

    public void Dispose() => _cutoff?.Dispose();

    void Set(long due)
    {
        if (_cutoff is null)
            return;
        lock (_cutoff)
        {
            _due = due;
            if (!_isStopped)
                _cutoff.PutOff(due);
        }
    }
}
