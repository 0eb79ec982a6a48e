namespace Modular.Gateway.Registry.State;

/// <summary>A key and its value, and who holds its lock.</summary>
sealed class KeyEntry(string key, ulong index)
{
    public ulong CreateIndex { get; } = index;

    public string Key { get; } = key;

    public ulong ModifyIndex { get; set; }

    /// <value>How often its lock was taken since it was last set without one.</value>
    public ulong LockIndex { get; set; }

    public ulong Flags { get; set; }

    public byte[] Value { get; set; } = [];

    public string? Session { get; set; }

    public bool Is(byte[] value, ulong flags, string? session, ulong lockIndex) =>
        Flags == flags && Session == session && LockIndex == lockIndex && Value.AsSpan().SequenceEqual(value);

    public KeyView View => new(CreateIndex, ModifyIndex, LockIndex, Key, Flags, Value.Length == 0 ? null : Value, Session);
}

/// <summary>Keys and values with check-and-set, locks and waiting. Source: Consul's documentation of <c>/kv</c>.</summary>
/// <remarks>Everything is done under the index's gate, which callers hold.</remarks>
sealed class KeyStore(RegistryIndex index, TimeProvider time)
{
    readonly SortedDictionary<string, KeyEntry> _entries = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> _delayedUntil = new(StringComparer.Ordinal);
    readonly KeyTopics _topics = new();
    ulong _deletedAt = 1;

    public Reading<KeyView?> Get(string key) => new(
        _entries.GetValueOrDefault(key)?.View, _entries.GetValueOrDefault(key)?.ModifyIndex ?? _deletedAt, () => _topics.NextChangeOf(key));

    /// <summary>All keys that begin with the prefix, in order. The index is that of the last change among them, or of the last deletion of any key.</summary>
    public Reading<IReadOnlyList<KeyView>> Under(string prefix)
    {
        var found = Matching(prefix).Select(entry => entry.View).ToList();
        var last = found.Aggregate(_deletedAt, (latest, entry) => Math.Max(latest, entry.ModifyIndex));
        return new(found, last, () => _topics.NextChangeUnder(prefix));
    }

    /// <param name="checkAndSet">Only if the key was last changed at this index; 0: only if it is not there. Null: in any case.</param>
    /// <returns>Whether it was set.</returns>
    public bool Set(string key, byte[] value, ulong flags, ulong? checkAndSet)
    {
        if (checkAndSet is { } expected && (_entries.GetValueOrDefault(key)?.ModifyIndex ?? 0) != expected)
            return false;

        // As Consul does: whoever holds the lock keeps it, but the count begins anew.
        Write(key, value, flags, _entries.GetValueOrDefault(key)?.Session, lockIndex: 0);
        return true;
    }

    /// <summary>Sets the value and takes the lock, unless another session has it or its delay is not over.</summary>
    public bool Acquire(string key, byte[] value, ulong flags, string session)
    {
        var entry = _entries.GetValueOrDefault(key);
        if (entry?.Session is { } holder && holder != session)
            return false;
        if (entry?.Session is null && IsDelayed(key))
            return false;

        var isNew = entry?.Session is null;
        Write(key, value, flags, session, (entry?.LockIndex ?? 0) + (isNew ? 1UL : 0));
        return true;
    }

    /// <summary>Sets the value and gives the lock back, if the session has it.</summary>
    public bool Release(string key, byte[] value, ulong flags, string session)
    {
        if (_entries.GetValueOrDefault(key) is not { } entry || entry.Session != session)
            return false;

        Write(key, value, flags, session: null, entry.LockIndex);
        return true;
    }

    /// <param name="checkAndSet">Only if the key was last changed at this index; 0 never does. Null: in any case.</param>
    /// <returns>Whether it is gone, or was not there.</returns>
    public bool Delete(string key, ulong? checkAndSet)
    {
        if (checkAndSet is { } expected && (expected == 0 || (_entries.GetValueOrDefault(key) is { } entry && entry.ModifyIndex != expected)))
            return false;

        if (_entries.Remove(key))
            _topics.Touch(key, _deletedAt = index.Next());
        return true;
    }

    public void DeleteUnder(string prefix)
    {
        foreach (var entry in Matching(prefix).ToList())
            Delete(entry.Key, null);
    }

    /// <summary>Frees, or deletes, what a session that is over held, and delays who wants it next.</summary>
    public void Free(string session, bool delete, TimeSpan delay)
    {
        foreach (var entry in _entries.Values.Where(entry => entry.Session == session).ToList())
        {
            if (delay > TimeSpan.Zero)
                _delayedUntil[entry.Key] = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
            if (delete)
                Delete(entry.Key, null);
            else
                Write(entry.Key, entry.Value, entry.Flags, session: null, entry.LockIndex);
        }
    }

    /// <summary>All keys but those whose lock such a session holds.</summary>
    public IReadOnlyList<KeyView> Except(Func<string, bool> session) =>
        [.. _entries.Values.Where(entry => entry.Session is null || !session(entry.Session)).Select(entry => entry.View)];

    /// <summary>Takes keys of an earlier life, when there are none yet. Locks are free.</summary>
    public void Restore(IEnumerable<KeyView> keys)
    {
        foreach (var key in keys)
        {
            _entries.Add(key.Key, new KeyEntry(key.Key, key.CreateIndex)
            {
                ModifyIndex = key.Session is null ? key.ModifyIndex : index.Next(),
                LockIndex = key.LockIndex,
                Flags = key.Flags,
                Value = key.Value ?? [],
            });
        }
    }

    /// <summary>Ends when any key is changed.</summary>
    public Task NextChange() => _topics.NextChangeUnder("");

    IEnumerable<KeyEntry> Matching(string prefix) => _entries.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal));

    bool IsDelayed(string key)
    {
        if (!_delayedUntil.TryGetValue(key, out var until))
            return false;
        if (time.GetTimestamp() < until)
            return true;
        _delayedUntil.Remove(key);
        return false;
    }

    /// <summary>Sets all of a key. The same once more changes nothing, and wakes nobody.</summary>
    void Write(string key, byte[] value, ulong flags, string? session, ulong lockIndex)
    {
        if (_entries.TryGetValue(key, out var entry) && entry.Is(value, flags, session, lockIndex))
            return;

        var next = index.Next();
        if (entry is null)
            _entries.Add(key, entry = new KeyEntry(key, next));
        (entry.Value, entry.Flags, entry.Session, entry.LockIndex, entry.ModifyIndex) = (value, flags, session, lockIndex, next);
        _topics.Touch(key, next);
    }
}
