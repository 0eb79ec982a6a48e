using Modular.Gateway.Instances;
using Modular.Gateway.Policy;

namespace Modular.Gateway.LoadBalancing.Hashing;

/// <summary>The same instance for the same key, as long as it is there.</summary>
/// <remarks>
/// The layout follows the instances beside the requests, one build at a time, and requests use the one before meanwhile. The first request
/// with a key is what asks for the first: a service that none comes to costs nothing.
/// </remarks>
/// <param name="kind">How the instances are laid out.</param>
sealed class KeyedChoice(HashTable kind, TimeProvider time)
{
    // So many slots are looked at; where nearly nobody is left to choose from, any will do.
    const int Steps = 256;

    Membership? _members;
    Layout? _layout;
    int _isBuilding;

    public HashTable Kind => kind;

    /// <summary>Whether the layout is that of the instances of now.</summary>
    public bool IsLaidOut => Volatile.Read(ref _layout) is { } layout && ReferenceEquals(layout.Members, Volatile.Read(ref _members));

    Layout? Layout => Volatile.Read(ref _layout);

    /// <summary>Instances have changed, or perhaps only their health.</summary>
    public void Follow(IEnumerable<Destination> instances)
    {
        var after = Membership.Of(instances);
        if (Volatile.Read(ref _members) is { } before && before.IsSame(after))
            return;
        Volatile.Write(ref _members, after.Instances.IsEmpty ? null : after);
        if (Layout is not null)
            Build();
    }

    /// <param name="key">64 bits, each as good as the other.</param>
    /// <param name="candidates">At least two.</param>
    public Destination Pick(ulong key, Candidates candidates)
    {
        var layout = Layout;
        if (!ReferenceEquals(layout?.Members, Volatile.Read(ref _members)))
            Build();
        if (layout is null)
            return Any(key, candidates);

        var slot = layout.SlotOf(key);
        for (var step = Math.Min(Steps, layout.Length); step > 0; step--)
        {
            var destination = layout.At(slot);
            if (candidates.Destinations.Contains(destination) && (!destination.IsWarming || IsWarmFor(destination, key, candidates)))
                return destination;
            slot = slot + 1 == layout.Length ? 0 : slot + 1;
        }

        return Any(key, candidates);
    }

    // An instance in slow start takes more and more of its keys, none of which it gives back.
    bool IsWarmFor(Destination destination, ulong key, Candidates candidates)
    {
        var now = time.GetTimestamp();
        var warmest = 0.0;
        foreach (var other in candidates.Destinations)
            warmest = Math.Max(warmest, other.WarmthAt(now));
        return Mixing.Share(key ^ destination.Seed) * warmest <= destination.WarmthAt(now);
    }

    static Destination Any(ulong key, Candidates candidates) => candidates.Destinations[(int)(key % (ulong)candidates.Count)];

    void Build()
    {
        if (Interlocked.CompareExchange(ref _isBuilding, 1, 0) == 0)
            _ = Task.Run(BuildAll);
    }

    void BuildAll()
    {
        try
        {
            while (Volatile.Read(ref _members) is { } members && !ReferenceEquals(members, Layout?.Members))
                Volatile.Write(ref _layout, Layout.Of(kind, members));
        }
        finally
        {
            Volatile.Write(ref _isBuilding, 0);
        }
    }
}
