using Modular.Gateway.Forwarding;
using Modular.Gateway.Measuring;
using Modular.Gateway.Tests.Hosting;

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
    public async Task Two_who_ask_at_once_for_a_new_subset_count_in_one_place()
    {
        var made = new BySubset<Slow>();
        Slow? one = null, other = null;
        var first = new Thread(() => one = made["v1"]);
        var second = new Thread(() => other = made["v1"]);

        first.Start();
        Slow.Begun.Wait(TestContext.Current.CancellationToken);
        second.Start();
        await Eventually.SoAsync(() => second.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        Slow.MayEnd.Set();
        first.Join();
        second.Join();

        Assert.NotNull(one);
        Assert.Same(one, other);
    }

    /// <summary>Takes as long to make as the test wants.</summary>
    sealed class Slow
    {
        public static readonly ManualResetEventSlim Begun = new();
        public static readonly ManualResetEventSlim MayEnd = new();

        public Slow()
        {
            Begun.Set();
            MayEnd.Wait(TestContext.Current.CancellationToken);
        }
    }
}
