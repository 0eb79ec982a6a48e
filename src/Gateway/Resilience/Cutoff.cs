using System.Collections.Concurrent;

namespace Modular.Gateway.Resilience;

/// <summary>Cancels a token at a time that may be put off for next to nothing.</summary>
/// <remarks>
/// Setting a timer takes a lock of the process, and nearly every attempt ends long before its time. So the timer is left as it is when
/// the time is put off, and looks when it fires whether it is time yet. What an attempt leaves, the next one takes over: with
/// its timer still waiting, mostly for an earlier time than the next one's. Deadlines in Linux's TCP are put off in the same way.
/// </remarks>
sealed class Cutoff : IDisposable
{
    public const long Never = long.MaxValue;
    const int MostKept = 1024;

    static readonly ConcurrentQueue<Cutoff> Kept = new();

    readonly CancellationTokenSource _source = new();
    readonly Lock _changing = new();
    readonly TimeProvider _time;
    readonly ITimer _timer;
    long _due = Never;
    long _fires = Never;
    bool _isOver;

    Cutoff(TimeProvider time)
    {
        _time = time;
        // The timer outlives the request that happened to need it first.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static self => ((Cutoff)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    /// <param name="due">A timestamp of the clock.</param>
    /// <param name="time">The clock; what is left of attempts is kept for the system's only.</param>
    public static Cutoff At(long due, TimeProvider time)
    {
        var cutoff = ReferenceEquals(time, TimeProvider.System) && Kept.TryDequeue(out var kept) ? kept : new(time);
        cutoff.PutOff(due);
        return cutoff;
    }

    /// <param name="due">A timestamp of the clock, or <see cref="Never"/>. What has been cancelled stays so.</param>
    public void PutOff(long due)
    {
        lock (_changing)
        {
            _due = due;
            if (due < _fires && !_isOver)
                Wait();
        }
    }

    /// <summary>The token is not to be used any more.</summary>
    public void Dispose()
    {
        lock (_changing)
            _due = Never;
        if (ReferenceEquals(_time, TimeProvider.System) && Kept.Count < MostKept && !_isOver && _source.TryReset())
            Kept.Enqueue(this);
        else
            _timer.Dispose();
    }

    void Look()
    {
        lock (_changing)
        {
            _fires = Never;
            _isOver |= _due <= _time.GetTimestamp();
            if (!_isOver && _due != Never)
                Wait();
        }

        if (_isOver)
            _source.Cancel();
    }

    // In whole milliseconds, as timers count them, and up: a timer that fired a moment too early would have to wait once more.
    void Wait()
    {
        _fires = _due;
        var left = Math.Ceiling(_time.GetElapsedTime(_time.GetTimestamp(), _due).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(left, 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }
}
