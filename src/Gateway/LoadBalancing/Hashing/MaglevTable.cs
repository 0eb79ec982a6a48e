namespace Modular.Gateway.LoadBalancing.Hashing;

/// <summary>
/// A table of fixed size that the instances fill in turns, each in an order of its own; by weight, some take more turns. Shares are more even
/// than on a ring; when an instance leaves, a few keys of others move too. (Eisenbud and others, Maglev, 2016; weights as in Envoy)
/// </summary>
sealed class MaglevTable : Layout
{
    readonly int[] _owners;

    /// <param name="members">With more of them than slots, some have none.</param>
    /// <param name="size">A prime number, so that each order comes to every slot.</param>
    public MaglevTable(Membership members, int size)
        : base(members)
    {
        _owners = new int[size];
        Array.Fill(_owners, -1);
        var heaviest = (long)members.Weights.Max();
        var orders = members.Instances.Select(instance => new Order(instance.Seed, size)).ToArray();
        var due = new long[orders.Length];
        var filled = 0;
        for (var round = 1L; filled < size; round++)
        {
            for (var member = 0; member < orders.Length && filled < size; member++)
            {
                // The heaviest has every turn, one of half its weight every second.
                if (round * members.Weights[member] < due[member] + heaviest)
                    continue;
                due[member] += heaviest;
                _owners[orders[member].NextFree(_owners)] = member;
                filled++;
            }
        }
    }

    public override int Length => _owners.Length;

    public override int SlotOf(ulong key) => (int)(key % (ulong)_owners.Length);

    protected override int OwnerOf(int slot) => _owners[slot];

    sealed class Order(ulong seed, int size)
    {
        readonly int _skip = (int)(Mixing.Mix(~seed) % (ulong)(size - 1)) + 1;
        int _next = (int)(Mixing.Mix(seed) % (ulong)size);

        public int NextFree(int[] owners)
        {
            var slot = _next;
            while (owners[slot] >= 0)
                slot = Step(slot);
            _next = Step(slot);
            return slot;
        }

        int Step(int slot) => (int)(((long)slot + _skip) % size);
    }
}
