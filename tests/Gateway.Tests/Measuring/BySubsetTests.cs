using Modular.Gateway.Forwarding;
using Modular.Gateway.Measuring;

namespace Modular.Gateway.Tests.Measuring;

public sealed class BySubsetTests
{
    [Fact]
    public void A_subset_keeps_what_was_counted_whatever_string_names_it()
    {
        var counts = new BySubset<OutcomeCounts>();

        counts["v1"].Add(Outcome.Success);
        counts[new string(['v', '1'])].Add(Outcome.Success);
        counts[null].Add(Outcome.Reset);

        Assert.Equal([(Outcome.Success, 2)], counts["v1"].Seen());
        Assert.Equal([(Outcome.Reset, 1)], counts[null].Seen());
        Assert.Equal(["v1", null], counts.All.Select(entry => entry.Subset));
    }

    [Fact]
    public void Subsets_that_no_document_names_any_more_are_forgotten_and_the_whole_service_never_is()
    {
        var counts = new BySubset<OutcomeCounts>();
        _ = (counts[null], counts["v1"], counts["v2"]);

        counts.Keep(new HashSet<string>(["v2"], StringComparer.Ordinal));

        Assert.Equal([null, "v2"], counts.All.Select(entry => entry.Subset));
    }

    [Fact]
    public void Many_who_ask_at_once_for_a_new_subset_count_in_one_place()
    {
        var counts = new BySubset<OutcomeCounts>();

        Parallel.For(0, 1000, i => counts[$"v{i % 10}"].Add(Outcome.Success));

        Assert.Equal(10, counts.All.Count);
        Assert.Equal(1000, counts.All.Sum(entry => entry.Value.Seen().Sum(seen => seen.Count)));
    }
}
