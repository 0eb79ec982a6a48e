namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Whether a registry answers, and the news that it does again.</summary>
sealed class Presence
{
    readonly Lock _gate = new();
    TaskCompletionSource _returned = NewReturn();
    bool _isLost;

#pragma warning disable VSTHRD003 // Nothing runs in it: it ends when Find says so.
    /// <summary>Ends when the registry, lost now or later, is back.</summary>
    public Task Returned
    {
        get
        {
            lock (_gate)
                return _returned.Task;
        }
    }

    /// <summary>Ends when the registry is there: at once, unless it is lost.</summary>
    public Task There
    {
        get
        {
            lock (_gate)
                return _isLost ? _returned.Task : Task.CompletedTask;
        }
    }
#pragma warning restore VSTHRD003

    /// <returns>Whether that is new.</returns>
    public bool Lose()
    {
        lock (_gate)
        {
            var isNew = !_isLost;
            _isLost = true;
            return isNew;
        }
    }

    /// <summary>Says that the registry answers. Who waited for it goes on after <paramref name="first"/>.</summary>
    public void Find(Action first)
    {
        TaskCompletionSource returned;
        lock (_gate)
        {
            if (!_isLost)
                return;
            _isLost = false;
            returned = _returned;
            _returned = NewReturn();
            first();
        }

        returned.SetResult();
    }

    static TaskCompletionSource NewReturn() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
