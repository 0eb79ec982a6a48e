namespace Modular.Host.Topology.Queues;

/// <summary>Waited for by one. However often it rang before the wait, it ends one wait.</summary>
sealed class Bell
{
    TaskCompletionSource _rung = NotRung();

    public void Ring() => Volatile.Read(ref _rung).TrySetResult();

    /// <summary>Ends when it has been rung since the last wait, or after a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        var rung = Volatile.Read(ref _rung);
        try
        {
            await rung.Task.WaitAsync(atMost, time, cancellation);
        }
        catch (TimeoutException)
        {
            return;
        }

        Interlocked.CompareExchange(ref _rung, NotRung(), rung);
    }

    static TaskCompletionSource NotRung() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
