namespace Modular.Gateway.Resilience;

/// <summary>
/// Cuts an attempt off: at the end of its own time until its answer begins, and at the deadline of the request until it ends.
/// </summary>
/// <remarks>Not YARP's route timeout, which looks like a client that went away and so excuses a hung instance (dotnet/yarp 2662).</remarks>
sealed class AttemptTimer : IDisposable
{
    readonly CancellationTokenSource? _source;
    readonly Deadline _deadline;
    readonly TimeProvider _time;

    public AttemptTimer(TimeSpan perTry, Deadline deadline, TimeProvider time)
    {
        (_deadline, _time) = (deadline, time);
        var left = deadline.Left(time);
        var first = left == Timeout.InfiniteTimeSpan || (perTry != Timeout.InfiniteTimeSpan && perTry < left) ? perTry : left;
        if (first != Timeout.InfiniteTimeSpan)
            _source = new(first, time);
    }

    public CancellationToken Token => _source?.Token ?? CancellationToken.None;

    /// <summary>Whether it was the request's time that ended, not only the attempt's.</summary>
    public bool IsOverall => _deadline.IsSet && _deadline.Left(_time) == TimeSpan.Zero;

    /// <summary>The answer has begun.</summary>
    public void Answered() => _source?.CancelAfter(_deadline.Left(_time));

    public void Dispose() => _source?.Dispose();
}
