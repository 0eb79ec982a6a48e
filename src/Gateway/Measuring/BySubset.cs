namespace Modular.Gateway.Measuring;

/// <summary>One of something for each subset that requests have gone to, made when it is first asked for.</summary>
/// <remarks>There are few, mostly the same string objects: looking one after another is faster than any table, and a reader takes no lock.</remarks>
sealed class BySubset<T>
    where T : class, new()
{
    readonly Lock _gate = new();
    (string? Subset, T Value)[] _all = [];

    /// <summary>Null is the service as a whole.</summary>
    public IReadOnlyList<(string? Subset, T Value)> All => Volatile.Read(ref _all);

    /// <param name="subset">Null where a request goes to no subset.</param>
    public T this[string? subset]
    {
        get
        {
            foreach (var (known, value) in Volatile.Read(ref _all))
                if (known == subset)
                    return value;
            return Add(subset);
        }
    }

    /// <summary>Forgets the other subsets, with what was counted of them: names that came and went with documents would add up.</summary>
    public void Keep(IReadOnlySet<string> subsets)
    {
        lock (_gate)
            Volatile.Write(ref _all, [.. _all.Where(entry => entry.Subset is null || subsets.Contains(entry.Subset))]);
    }

    T Add(string? subset)
    {
        lock (_gate)
        {
            foreach (var (known, value) in _all)
                if (known == subset)
                    return value;
            var added = new T();
            Volatile.Write(ref _all, [.. _all, (subset, added)]);
            return added;
        }
    }
}
