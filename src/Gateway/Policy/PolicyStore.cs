using Modular.Gateway.Decisions;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>What is to be obeyed now. Sources bring it their texts; who obeys follows it.</summary>
sealed partial class PolicyStore(DecisionLog decisions, ILogger<PolicyStore> log)
{
    readonly Lock _gate = new();
    readonly SortedDictionary<(PolicyOrigin Origin, string Source), IReadOnlyList<PolicyEntry>> _entries = new(
        Comparer<(PolicyOrigin Origin, string Source)>.Create(static (one, other) =>
            one.Origin != other.Origin ? one.Origin.CompareTo(other.Origin) : string.CompareOrdinal(one.Source, other.Source)));

    readonly List<Action<PolicySet>> _followers = [];
    volatile PolicySet _current = PolicySet.Empty;

    public PolicySet Current => _current;

    /// <summary>See <see cref="NotObeyed"/>.</summary>
    public bool HasMesh { get; init; }

    /// <summary>Calls back with what there is, and with every change of it, in order and one at a time. It must be quick.</summary>
    public void Follow(Action<PolicySet> follower)
    {
        lock (_gate)
        {
            _followers.Add(follower);
            Tell(follower, _current);
        }
    }

    /// <summary>Takes the texts of some sources of an origin, all at once.</summary>
    /// <param name="texts">By source, such as the path of a file: all documents that it has now; none when it is gone.</param>
    public PolicySet Take(PolicyOrigin origin, IReadOnlyDictionary<string, IReadOnlyList<ReadDocument>> texts)
    {
        lock (_gate)
        {
            var isChanged = false;
            foreach (var (source, now) in texts)
                isChanged |= Take((origin, source), now);
            if (!isChanged)
                return _current;

            var before = _current;
            _current = PolicyMerge.Merge(before.Version + 1, _entries.Values.SelectMany(static entries => entries), HasMesh);
            foreach (var (kind, subject, reason) in PolicyChanges.Between(before, _current))
                decisions.Record(kind, subject, instance: null, reason);
            foreach (var follower in _followers)
                Tell(follower, _current);
            return _current;
        }
    }

    bool Take((PolicyOrigin Origin, string Source) key, IReadOnlyList<ReadDocument> now)
    {
        var before = _entries.GetValueOrDefault(key, []);
        var next = PolicyEntry.Next(key.Origin, before, now);
        if (next.Count == before.Count && next.Zip(before).All(static pair => ReferenceEquals(pair.First, pair.Second)))
            return false;
        if (next.Count == 0)
            _entries.Remove(key);
        else
            _entries[key] = next;
        return true;
    }

    void Tell(Action<PolicySet> follower, PolicySet set)
    {
        try
        {
            follower(set);
        }
#pragma warning disable CA1031 // One that cannot obey a document must not keep it from the others.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogNotObeyed(failure, set.Version);
        }
    }

    [LoggerMessage(LogLevel.Error, "Version {Version} of the policies could not be put to use")]
    partial void LogNotObeyed(Exception failure, long version);
}
