using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Saving;

/// <summary>
/// Takes the keys of a registry from a file at its start, and puts their changes there: beside the requests, those of a tenth of a second
/// together. What came in the last of these is lost when the process is killed.
/// </summary>
/// <remarks>
/// Indexes must not go backwards for who waits, and services that are not kept move them too. So the file has one that is well ahead, and a
/// registry that starts from it begins there.
/// </remarks>
sealed partial class KeySaver(RegistryState state, KeysFile file, TimeProvider time, ILogger<KeySaver> log) : IAsyncDisposable
{
    /// <summary>How far ahead: more changes than can come before it is looked at again.</summary>
    public const ulong Ahead = 10_000_000;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    readonly CancellationTokenSource _stop = new();
    Task _saving = Task.CompletedTask;
    Task _changed = Task.CompletedTask;
    ulong _reserved;
    bool _isSaved;

    /// <summary>Restores what the file has, and saves from now on.</summary>
    /// <exception cref="IOException">The file can be neither read nor set aside.</exception>
    public void Start()
    {
        var saved = file.Read();
        lock (state.Gate)
            state.Restore(saved ?? new(state.Index.Current, []));
        Save();
        LogKept(saved?.Keys.Count ?? 0, file.Path);
        _saving = Task.Run(() => SaveChangesAsync());
    }

    /// <summary>Ends it; what has changed is in the file then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _saving.WaitAsync(CancellationToken.None);
        _stop.Dispose();
    }

    async Task SaveChangesAsync()
    {
        while (true)
        {
            var isLast = _stop.IsCancellationRequested;
            if (_isSaved)
            {
#pragma warning disable VSTHRD003 // Ended by whoever changes a key.
                await _changed.WaitAsync(LookAgain, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
            }

            await Task.Delay(_isSaved ? Pause : RetryAfter, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_isSaved || _changed.IsCompleted || IsNearReserve())
                Save();
            if (isLast)
                return;
        }
    }

    bool IsNearReserve()
    {
        lock (state.Gate)
            return state.Index.Current > _reserved - (Ahead / 2);
    }

    void Save()
    {
        SavedKeys keys;
        lock (state.Gate)
            (keys, _changed) = (new(state.Index.Current + Ahead, state.KeysToKeep()), state.Keys.NextChange());
        try
        {
            file.Write(keys);
            (_reserved, _isSaved) = (keys.Index, true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _isSaved = false;
            LogNotSaved(file.Path, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The registry keeps its keys in {File}; it had {Count}")]
    partial void LogKept(int count, string file);

    [LoggerMessage(LogLevel.Warning, "The registry's keys could not be saved in {File}, a restart would lose their last changes: {Reason}")]
    partial void LogNotSaved(string file, string reason);
}
