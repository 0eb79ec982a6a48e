using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.LoadBalancing.Hashing;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.LoadBalancing;

public sealed class ConsistentHashTests
{
    const int Keys = 20_000;

    static readonly string[] Ten = [.. Enumerable.Range(0, 10).Select(number => $"i{number}")];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_key_has_the_same_instance_on_every_gateway(bool isMaglev)
    {
        var one = await LaidOutAsync(isMaglev, Ten);
        var other = await LaidOutAsync(isMaglev, Ten);

        Assert.Equal(Owners(one), Owners(one));
        Assert.Equal(Owners(one), Owners(other));
    }

    [Theory]
    [InlineData(false, 0.25)]
    [InlineData(true, 0.07)]
    public async Task Keys_are_spread_evenly(bool isMaglev, double within)
    {
        var given = await LaidOutAsync(isMaglev, Ten);

        Assert.All(Owners(given).CountBy(owner => owner), owned => Assert.InRange(owned.Value, Keys / 10 * (1 - within), Keys / 10 * (1 + within)));
    }

    [Fact]
    public async Task An_instance_that_leaves_the_ring_moves_only_its_own_keys()
    {
        var given = await LaidOutAsync(isMaglev: false, Ten);
        var before = Owners(given);

        await RegisteredAsync(given, Ten[1..]);

        var moved = before.Zip(Owners(given)).Where(pair => pair.First != pair.Second).ToList();
        Assert.All(moved, pair => Assert.Equal("i0", pair.First));
        Assert.Equal(before.Count(owner => owner == "i0"), moved.Count);
    }

    [Fact]
    public async Task An_instance_that_leaves_the_table_moves_hardly_more_than_its_own_keys()
    {
        var given = await LaidOutAsync(isMaglev: true, Ten);
        var before = Owners(given);

        await RegisteredAsync(given, Ten[1..]);

        var others = before.Zip(Owners(given)).Count(pair => pair.First != pair.Second && pair.First != "i0");
        Assert.InRange(others, 0, Keys * 0.05);
    }

    [Fact]
    public async Task An_instance_that_joins_the_ring_takes_its_share_and_nobody_else_takes_any()
    {
        var given = await LaidOutAsync(isMaglev: false, Ten[1..]);
        var before = Owners(given);

        await RegisteredAsync(given, Ten);

        var moved = before.Zip(Owners(given)).Where(pair => pair.First != pair.Second).ToList();
        Assert.All(moved, pair => Assert.Equal("i0", pair.Second));
        Assert.InRange(moved.Count, Keys * 0.075, Keys * 0.125);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_keys_of_an_unhealthy_instance_go_elsewhere_and_come_back_to_it(bool isMaglev)
    {
        var given = await LaidOutAsync(isMaglev, Ten);
        var before = Owners(given);

        given.Fell("i3");
        var during = Owners(given);
        given.Service.Checked(given.Find("i3"), failure: null);
        given.Service.Checked(given.Find("i3"), failure: null);
        given.Time.Advance(given.Balancing.SlowStart);

        Assert.All(before.Zip(during), pair => Assert.True(pair.First == "i3" ? pair.Second != "i3" : pair.Second == pair.First));
        Assert.True(during.Where((_, key) => before[key] == "i3").Distinct().Count() > 5, "its keys go to many, not to one");
        Assert.Equal(before, Owners(given));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_weight_is_a_share_of_the_keys(bool isMaglev)
    {
        var given = new Given(balancing: new() { SlowStart = TimeSpan.Zero });
        given.Active(("a", "weight", "1"), ("b", "weight", "3"), ("c", "weight", "1"));
        await ObeyAsync(given, isMaglev);

        Assert.InRange(Owners(given).Count(owner => owner == "b"), Keys * 0.55, Keys * 0.65);
    }

    [Fact]
    public async Task An_instance_in_slow_start_takes_more_and_more_of_its_keys_and_gives_none_back()
    {
        var given = await LaidOutAsync(isMaglev: false, Ten);
        var cold = await JoinAsync(given, "new");

        var shares = new List<HashSet<int>>();
        for (var second = 0; second <= 10; second++)
        {
            shares.Add([.. Owners(given).Index().Where(owned => owned.Item == "new").Select(owned => owned.Index)]);
            given.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(LifeStage.Active, cold.Life.Stage);
        Assert.All(shares.Zip(shares.Skip(1)), pair => Assert.Subset(pair.Second, pair.First));
        var all = shares[^1].Count;
        Assert.InRange(shares[0].Count, all * 0.06, all * 0.14);
        Assert.InRange(shares[5].Count, all * 0.43, all * 0.57);
    }

    [Fact]
    public async Task A_request_without_a_key_is_balanced_as_without_a_hash()
    {
        var given = new Given(balancing: new() { Policy = RoundRobin.PolicyName, SlowStart = TimeSpan.Zero });
        given.Healthy("a", "b", "c");
        await ObeyAsync(given, isMaglev: false);

        Assert.Equal("abcabc", string.Concat(Enumerable.Range(0, 6).Select(_ => given.Service.Begin()!.Id)));
    }

    [Fact]
    public async Task A_request_that_is_tried_again_goes_to_another_and_always_to_the_same_other()
    {
        var given = await LaidOutAsync(isMaglev: false, Ten);
        var first = given.Service.Begin(key: StickyKey.Of("k"))!;

        var others = Enumerable.Range(0, 20).Select(_ => given.Service.Begin(tried: [first], key: StickyKey.Of("k"))!.Id).Distinct().ToList();

        Assert.NotEqual(first.Id, Assert.Single(others));
    }

    [Fact]
    public async Task A_layout_is_made_when_the_first_key_comes_and_follows_the_instances_by_itself()
    {
        var given = new Given(balancing: new() { SlowStart = TimeSpan.Zero });
        var instances = given.Healthy("a", "b", "c");
        var choice = new KeyedChoice(new HashTable.Ring(), given.Time);
        choice.Follow(instances);
        Assert.False(choice.IsLaidOut);

        Assert.NotNull(choice.Pick(1, given.Service.Candidates));
        await Eventually.SoAsync(() => choice.IsLaidOut);
        choice.Follow([.. instances.Take(2)]);
        await Eventually.SoAsync(() => choice.IsLaidOut);
    }

    [Theory]
    [InlineData(2, 1_024, 1_024, 1_024)]
    [InlineData(3, 1_024, 1_024, 2_048)]
    [InlineData(1_000, 1_024, HashRing.Enough / 2, HashRing.Enough)]
    [InlineData(3, 500_000, 500_000, 1_000_000)]
    [InlineData(3, 1, 3, 3)]
    public void A_ring_has_its_minimum_and_an_end(int instances, int minimum, int least, int most)
    {
        var given = new Given();
        var ring = new HashRing(Membership.Of(given.Joined([.. Enumerable.Range(0, instances).Select(number => $"i{number}")])), minimum);

        Assert.InRange(ring.Length, least, most);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_slot_of_a_table_has_an_owner(int instances)
    {
        var given = new Given();
        var table = new MaglevTable(Membership.Of(given.Joined([.. Ten.Take(instances)])), 251);

        Assert.Equal(251, Enumerable.Range(0, table.Length).Count(slot => table.At(slot) is not null));
    }

    [Fact]
    public async Task Picking_by_key_allocates_nothing()
    {
        var given = await LaidOutAsync(isMaglev: false, Ten);
        Allocated(given.Service);

        Assert.Equal(0, Allocated(given.Service));

        static long Allocated(Service service)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0UL; i < 1_000; i++)
                service.Begin(key: Mixing.Mix(i))!.End();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    static async Task<Given> LaidOutAsync(bool isMaglev, string[] ids)
    {
        var given = new Given();
        given.Active(ids);
        await ObeyAsync(given, isMaglev);
        return given;
    }

    static async Task ObeyAsync(Given given, bool isMaglev)
    {
        given.Obey(Documents.Unsaid with { ConsistentHash = Documents.ByHeader with { Table = isMaglev ? new HashTable.Maglev() : new HashTable.Ring() } });
        await LaidOutAsync(given);
    }

    static async Task RegisteredAsync(Given given, string[] ids)
    {
        given.Registered.Update([.. ids.Select(id => Given.Instance(id))]);
        foreach (var instance in given.Service.Instances)
            given.Service.Checked(instance, failure: null);
        given.Time.Advance(given.Balancing.SlowStart);
        await LaidOutAsync(given);
    }

    static async Task<Destination> JoinAsync(Given given, string id)
    {
        given.Registered.Update([.. given.Service.Instances.Select(instance => Given.Instance(instance.Id)), Given.Instance(id)]);
        given.Service.Checked(given.Find(id), failure: null);
        await LaidOutAsync(given);
        return given.Find(id);
    }

    static Task LaidOutAsync(Given given) => Eventually.SoAsync(() =>
    {
        given.Service.Begin(key: 1)!.End();
        return given.Service.Balancer.IsLaidOut;
    });

    static List<string> Owners(Given given) =>
    [
        .. Enumerable.Range(0, Keys).Select(key =>
        {
            var destination = given.Service.Begin(key: StickyKey.Of($"k-{key}"))!;
            destination.End();
            return destination.Id;
        }),
    ];
}
