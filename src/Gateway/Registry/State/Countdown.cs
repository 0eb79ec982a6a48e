namespace Modular.Gateway.Registry.State;

/// <summary>Something that happens unless it is put off or called off in time.</summary>
/// <remarks>All under <paramref name="gate"/>, what happens at the end too: a countdown put off at the last moment does not end.</remarks>
sealed class Countdown(Lock gate, TimeProvider time)
{
    ITimer? _timer;
    int _round;

    public void Restart(TimeSpan after, Action over)
    {
        Stop();
        var round = _round;
        _timer = time.CreateTimer(_ => End(round, over), null, after, Timeout.InfiniteTimeSpan);
    }

    public void Stop()
    {
        _round++;
        _timer?.Dispose();
        _timer = null;
    }

    void End(int round, Action over)
    {
        lock (gate)
            if (round == _round)
                over();
    }
}
