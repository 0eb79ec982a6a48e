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
    public void A_key_goes_to_the_same_place_in_every_process() =>
        // The hash of no bytes at all, from the XXH3 specification's test vectors: what one gateway chose, another chooses.
        Assert.Equal(0x2D06800538D394C2UL, StickyKey.Of(""));

    static List<int> Chosen(params int[] weights)
    {
        var targets = new WeightedTargets([.. weights.Index().Select(weight => new Target("order", $"v{weight.Index}", weight.Item, HeaderRules.None))]);
        return [.. Enumerable.Range(0, Keys).Select(key => targets.All.IndexOf(targets.Choose(StickyKey.Of($"client-{key}"))))];
    }
}
