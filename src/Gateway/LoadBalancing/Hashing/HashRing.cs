namespace Modular.Gateway.LoadBalancing.Hashing;

/// <summary>A ring of points: each instance has many, and a key belongs to the first point that is not before it. (Karger, 1997)</summary>
/// <remarks>
/// How many points an instance has does not depend on how many others there are, or each that leaves would move the keys of all. It has half
/// of the minimum size for each unit of weight, where the lightest has one unit; where that makes more points than
/// <see cref="Enough"/>, and more than twice the minimum, it is halved until it does not.
/// </remarks>
sealed class HashRing : Layout
{
    /// <summary>65,536 points, 12 bytes each.</summary>
    public const int Enough = 1 << 16;

    readonly ulong[] _points;
    readonly int[] _owners;

    public HashRing(Membership members, int minimumSize)
        : base(members)
    {
        var lightest = (double)members.Weights.Min();
        var units = members.Weights.Sum() / lightest;
        var points = Math.Max(1, (minimumSize + 1) / 2);
        while (points > 1 && points * units > Math.Max(Enough, 2.0 * minimumSize))
            points = (points + 1) / 2;

        var counts = members.Weights.Select(weight => (int)(points * weight / lightest)).ToArray();
        (_points, _owners) = (new ulong[counts.Sum()], new int[counts.Sum()]);
        var place = 0;
        for (var member = 0; member < counts.Length; member++)
        {
            var seed = members.Instances[member].Seed;
            for (var point = 1; point <= counts[member]; point++)
                (_points[place], _owners[place++]) = (Mixing.Mix(seed + ((ulong)point * 0x9E3779B97F4A7C15)), member);
        }

        Array.Sort(_points, _owners);
    }

    public override int Length => _points.Length;

    public override int SlotOf(ulong key)
    {
        var place = Array.BinarySearch(_points, key);
        place = place < 0 ? ~place : place;
        return place == _points.Length ? 0 : place;
    }

    protected override int OwnerOf(int slot) => _owners[slot];
}
