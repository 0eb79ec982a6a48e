using System.Collections.Frozen;

namespace Modular.Gateway.Policy;

/// <summary>Finds what belongs to a host: by its name, else by the longest wildcard, else by <c>*</c>. Immutable.</summary>
sealed class HostIndex<T>
    where T : class
{
    readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _names;
    readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _wildcards;

    /// <param name="hosts">Each with what belongs to it; a wildcard begins with <c>*</c>.</param>
    public HostIndex(IEnumerable<KeyValuePair<string, T>> hosts)
    {
        var kinds = hosts.ToLookup(static entry => ServiceHost.IsWildcard(entry.Key));
        _names = Lookup(kinds[false]);
        _wildcards = Lookup(kinds[true].Select(static entry => KeyValuePair.Create(entry.Key[1..], entry.Value)));
    }

    /// <summary>Upper and lower case are the same. It allocates nothing.</summary>
    public T? Find(ReadOnlySpan<char> host)
    {
        var name = ServiceHost.Short(host);
        if (_names.TryGetValue(name, out var found))
            return found;
        if (_wildcards.Dictionary.Count == 0)
            return null;
        for (var dot = host.IndexOf('.'); dot >= 0;)
        {
            if (_wildcards.TryGetValue(host[dot..], out found))
                return found;
            var next = host[(dot + 1)..].IndexOf('.');
            dot = next < 0 ? -1 : dot + 1 + next;
        }

        return _wildcards.TryGetValue("", out found) ? found : null;
    }

    static FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> Lookup(IEnumerable<KeyValuePair<string, T>> hosts) =>
        hosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
