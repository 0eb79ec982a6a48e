using System.Collections.Immutable;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;

namespace Modular.Gateway.LoadBalancing.Hashing;

/// <summary>
/// Instances laid out in slots, of which a key has one. It says who is asked first, not who is healthy: where that one may not have the
/// request, the next slot's may, so that only its own keys move. Immutable.
/// </summary>
abstract class Layout(Membership members)
{
    public Membership Members => members;

    /// <summary>How many slots there are.</summary>
    public abstract int Length { get; }

    /// <summary>The slot of a key.</summary>
    public abstract int SlotOf(ulong key);

    /// <summary>Whose slot it is.</summary>
    public Destination At(int slot) => members.Instances[OwnerOf(slot)];

    public static Layout Of(HashTable kind, Membership members) => kind switch
    {
        HashTable.Maglev maglev => new MaglevTable(members, maglev.Size),
        HashTable.Ring ring => new HashRing(members, ring.MinimumSize),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    protected abstract int OwnerOf(int slot);
}

/// <summary>What a layout is made of: instances in order of their ids, at least one, and their weights.</summary>
sealed record Membership(ImmutableArray<Destination> Instances, ImmutableArray<int> Weights)
{
    public static Membership Of(IEnumerable<Destination> instances)
    {
        var all = instances.ToImmutableArray();
        return new(all, [.. all.Select(instance => instance.Registration.Weight)]);
    }

    public bool IsSame(Membership other) => Instances.SequenceEqual(other.Instances) && Weights.SequenceEqual(other.Weights);
}
