using Modular.Gateway.Policy;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.Traffic;

public sealed class WeightedTargetsTests
{
    const int Keys = 100_000;

    [Theory]
    [InlineData(20, 80)]
    [InlineData(1, 99)]
    [InlineData(50, 30, 20)]
    [InlineData(1, 1, 1, 1)]
    public void Shares_are_as_the_weights_say_within_half_a_point(params int[] weights)
    {
        var chosen = Chosen(weights);

        foreach (var (target, weight) in weights.Index())
            Assert.Equal(weight / (double)weights.Sum(), chosen.Count(choice => choice == target) / (double)Keys, 0.005);
    }

    [Theory]
    [InlineData(0, new[] { 20, 80 }, new[] { 30, 70 })]
    [InlineData(1, new[] { 80, 20 }, new[] { 70, 30 })]
    [InlineData(2, new[] { 50, 30, 20 }, new[] { 50, 30, 60 })]
    public void Raising_a_weight_moves_requests_to_it_and_none_away(int raised, int[] before, int[] after)
    {
        foreach (var (was, now) in Chosen(before).Zip(Chosen(after)))
            Assert.True(now == was || now == raised, $"moved from {was} to {now}");
    }

    [Fact]
    public void A_weight_of_zero_gets_nothing_and_one_of_all_everything()
    {
        Assert.DoesNotContain(0, Chosen(0, 100));
        Assert.DoesNotContain(1, Chosen(100, 0));
    }

    [Fact]
    public void Two_of_the_same_instances_with_other_headers_have_their_shares_and_the_first_keeps_its_requests()
    {
        WeightedTargets alone = new([Of("v1", 60), Of("v2", 40)]);
        WeightedTargets doubled = new([Of("v1", 60), Of("v1", 60, "other"), Of("v2", 40)]);

        var (before, after) = (Chosen(alone), Chosen(doubled));

        Assert.Equal([0.375, 0.375, 0.25], Enumerable.Range(0, 3).Select(target => after.Count(choice => choice == target) / (double)Keys), (one, other) => Math.Abs(one - other) < 0.005);
        Assert.All(before.Zip(after), moved => Assert.True(moved.Second == 1 || moved.Second == (moved.First == 0 ? 0 : 2), $"moved from {moved.First} to {moved.Second}"));
    }

    [Fact]
    public void The_shares_of_the_same_instances_are_one() => Assert.Equal(
        [("v1", 0.75), ("v2", 0.25)],
        new WeightedTargets([Of("v1", 60), Of("v2", 50), Of("v1", 90, "other")]).Shares().Select(share => (share.Target.Subset, share.Share)));

    [Fact]
    public void A_key_goes_to_the_same_place_in_every_process() =>
        // The hash of no bytes at all, from the XXH3 specification's test vectors: what one gateway chose, another chooses.
        Assert.Equal(0x2D06800538D394C2UL, StickyKey.Of(""));

    static List<int> Chosen(params int[] weights) => Chosen(new WeightedTargets([.. weights.Index().Select(weight => Of($"v{weight.Index}", weight.Item))]));

    static List<int> Chosen(WeightedTargets targets) =>
        [.. Enumerable.Range(0, Keys).Select(key => targets.All.IndexOf(targets.Choose(StickyKey.Of($"client-{key}"))))];

    static Target Of(string subset, int weight, string? header = null) => new("order", subset, weight, header is null ? HeaderRules.None : new(HeaderOperations.None with { Remove = [header] }, HeaderOperations.None));
}
