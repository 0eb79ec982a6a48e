namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Whether a registry answers, and the news that it does again.</summary>
sealed class Presence
{
    TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile bool _isLost;

    /// <summary>Ends when the registry, lost now or later, is back.</summary>
    public Task Returned => Volatile.Read(ref _returned).Task;

    /// <returns>Whether that is new.</returns>
    public bool Lose()
    {
        if (_isLost)
            return false;
        _isLost = true;
        return true;
    }

    /// <returns>Whether it was lost.</returns>
    public bool Find()
    {
        if (!_isLost)
            return false;
        _isLost = false;
        Interlocked.Exchange(ref _returned, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return true;
    }
}
