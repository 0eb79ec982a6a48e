namespace Modular.Gateway.Registry.State;

/// <summary>Something to wait for a change of: one service, the names, one key. Waking its watchers costs nothing to the others'.</summary>
/// <remarks>Used under <see cref="RegistryIndex.Gate"/>.</remarks>
sealed class Topic
{
    TaskCompletionSource? _changed;

    /// <value>The index of its last change.</value>
    public ulong Index { get; private set; } = 1;

    /// <summary>Ends at the next change.</summary>
    public Task NextChange()
    {
        _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
#pragma warning disable VSTHRD003 // Nothing runs in it: it ends when Touch says so.
        return _changed.Task;
#pragma warning restore VSTHRD003
    }

    public void Touch(ulong index)
    {
        Index = index;
        _changed?.SetResult();
        _changed = null;
    }
}
