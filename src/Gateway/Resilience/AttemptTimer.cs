namespace Modular.Gateway.Resilience;

/// <summary>
/// Cuts an attempt off: at the end of its own time until its answer begins, and at the deadline of the request until it ends.
/// </summary>
/// <remarks>Not YARP's route timeout, which looks like a client that went away and so excuses a hung instance (dotnet/yarp 2662).</remarks>
sealed class AttemptTimer : IDisposable
{
    // The next attempt that begins on this thread takes over what the last one that ended on it left, so that a timeout costs
    // no source and no timer of its own. Only those of the system's clock can be reset.
    [ThreadStatic]
    static CancellationTokenSource? _spare;

    readonly CancellationTokenSource? _source;
    readonly Deadline _deadline;
    readonly TimeProvider _time;

    public AttemptTimer(TimeSpan perTry, Deadline deadline, TimeProvider time)
    {
        (_deadline, _time) = (deadline, time);
        var left = deadline.Left(time);
        var first = left == Timeout.InfiniteTimeSpan || (perTry != Timeout.InfiniteTimeSpan && perTry < left) ? perTry : left;
        if (first != Timeout.InfiniteTimeSpan)
            _source = Started(first, time);
    }

    public CancellationToken Token => _source?.Token ?? CancellationToken.None;

    /// <summary>Whether it was the request's time that ended, not only the attempt's.</summary>
    public bool IsOverall => _deadline.IsSet && _deadline.Left(_time) == TimeSpan.Zero;

    /// <summary>The answer has begun.</summary>
    /// <param name="now">A timestamp.</param>
    public void Answered(long now) => _source?.CancelAfter(_deadline.Left(now, _time));

    public void Dispose()
    {
        if (_source is null)
            return;
        if (_spare is null && ReferenceEquals(_time, TimeProvider.System) && _source.TryReset())
            _spare = _source;
        else
            _source.Dispose();
    }

    static CancellationTokenSource Started(TimeSpan first, TimeProvider time)
    {
        if (_spare is not { } spare || !ReferenceEquals(time, TimeProvider.System))
            return new(first, time);
        _spare = null;
        spare.CancelAfter(first);
        return spare;
    }
}
