namespace Modular.Host.Supervision;

/// <summary>
/// How often a process that dies is started again: at most 5 times in 60 s, after 0.25 s and then twice as long each time. A process
/// that dies more often will die again: it stays down until somebody starts it. After Erlang/OTP's supervisors (intensity and period).
/// </summary>
sealed class RestartPolicy(TimeProvider time)
{
    public const int MaxRestarts = 5;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    readonly Queue<DateTimeOffset> _restarts = new();

    /// <returns>How long to wait before it is started again; null to leave it down.</returns>
    public TimeSpan? AfterDeath()
    {
        var now = time.GetUtcNow();
        while (_restarts.TryPeek(out var oldest) && now - oldest >= Period)
            _restarts.Dequeue();
        if (_restarts.Count >= MaxRestarts)
            return null;
        _restarts.Enqueue(now);
        return FirstPause * Math.Pow(2, _restarts.Count - 1);
    }

    /// <summary>Somebody started it by hand: what was before does not count.</summary>
    public void Forget() => _restarts.Clear();
}
