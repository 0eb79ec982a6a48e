using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.LoadBalancing;

public sealed class SubsetBalancingTests
{
    [Fact]
    public void A_subset_is_balanced_as_it_says_and_else_as_its_host()
    {
        var given = Two(("a", "v1"), ("b", "v1"), ("c", "v2"), ("d", "v2"));
        given.Obey(
            Documents.Unsaid with { Simple = SimpleBalancing.RoundRobin },
            Documents.Version("v1"),
            Documents.Version("v2", Documents.Unsaid with { Simple = SimpleBalancing.LeastRequest }));

        Assert.Equal("abab", string.Concat(Enumerable.Range(0, 4).Select(_ => given.Service.Begin("v1")!.Id)));
        Assert.Equal("c", given.Service.Begin("v2", [given.Find("d")])!.Id);
        // Turns would lead to c every second time, however busy it is.
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("d", Picked(given, "v2")));
    }

    [Fact]
    public void Turns_of_one_subset_are_not_those_of_another_and_go_on_when_documents_change()
    {
        var given = Two(("a", "v1"), ("b", "v1"), ("c", "v2"), ("d", "v2"));
        var turns = Documents.Unsaid with { Simple = SimpleBalancing.RoundRobin };
        given.Obey(turns, Documents.Version("v1"), Documents.Version("v2"));
        Assert.Equal("acb", Picked(given, "v1") + Picked(given, "v2") + Picked(given, "v1"));

        given.Obey(turns, Documents.Version("v1"), Documents.Version("v2"));

        Assert.Equal("da", Picked(given, "v2") + Picked(given, "v1"));
    }

    [Fact]
    public void Only_the_subset_that_says_so_recognises_requests()
    {
        var given = Two(("a", "v1"), ("b", "v2"));
        given.Obey(Documents.Unsaid, Documents.Version("v1"), Documents.Version("v2", Documents.Unsaid with { ConsistentHash = Documents.ByHeader }));

        Assert.Null(given.Service.HashOf(subset: null));
        Assert.Null(given.Service.HashOf("v1"));
        Assert.Equal("x-user", given.Service.HashOf("v2")!.HeaderName);
    }

    [Fact]
    public void A_document_says_how_instances_warm_up_and_a_subset_says_otherwise()
    {
        var given = new Given();
        given.Obey(
            Documents.Unsaid with { Warmup = new(TimeSpan.FromSeconds(100), MinimumPercent: 20, Aggression: 1) },
            Documents.Version("v1"),
            Documents.Version("v2", Documents.Unsaid with { Warmup = new(TimeSpan.FromSeconds(20), MinimumPercent: 50, Aggression: 2) }));
        given.Registered.Update([Given.Instance("a", ("version", "v1")), Given.Instance("b", ("version", "v2"))]);
        foreach (var instance in given.Service.Instances)
            given.Service.Checked(instance, failure: null);

        Assert.Equal((0.2, 0.5), Weights(given));
        given.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal((0.2, 0.866), Weights(given));
        given.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((LifeStage.SlowStart, LifeStage.Active), (given.Find("a").Life.Stage, given.Find("b").Life.Stage));
        given.Time.Advance(TimeSpan.FromSeconds(80));
        Assert.Equal(LifeStage.Active, given.Find("a").Life.Stage);
    }

    [Fact]
    public void A_document_that_comes_during_slow_start_is_obeyed_by_those_who_are_in_it()
    {
        var given = new Given();
        var instance = given.Healthy("a")[0];
        given.Time.Advance(TimeSpan.FromSeconds(5));

        given.Obey(Documents.Unsaid with { Warmup = new(TimeSpan.FromSeconds(20), MinimumPercent: 10, Aggression: 1) });
        given.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((LifeStage.SlowStart, 0.5), (instance.Life.Stage, Math.Round(instance.WeightAt(given.Time.GetTimestamp()), 3)));
        given.Obey(Documents.Unsaid with { Warmup = new(TimeSpan.FromSeconds(11), MinimumPercent: 10, Aggression: 1) });
        given.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(LifeStage.Active, instance.Life.Stage);
    }

    [Fact]
    public void A_subset_that_panics_is_in_the_log_and_one_that_only_comes_is_not()
    {
        var given = Two(("a", "v1"), ("b", "v2"), ("c", "v2"), ("d", "v2"));
        given.Obey(Documents.Unsaid, Documents.Version("v1"), Documents.Version("v2"));
        Assert.DoesNotContain(given.Decisions.Since(0, "order"), decision => decision.Reason.Contains("subset", StringComparison.Ordinal));

        given.Fell("a");

        var decision = given.Decisions.Since(0, "order")[^1];
        Assert.Equal(("service-panic", "subset v1: 0 of 1 instances available, 1 get requests"), (decision.Kind, decision.Reason));
    }

    [Fact]
    public async Task Who_sees_new_routes_finds_their_subsets()
    {
        var given = Two(("a", "v1"));
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var missed = 0;
            while (!done.IsCancellationRequested)
                if (given.Service.Rules.Subsets is [.., var last] && given.Service.CandidatesOf(last.Name).Count == 0)
                    missed++;
            return missed;
        });

        var subsets = new List<Subset>();
        while (subsets.Count < 200)
        {
            subsets.Add(Documents.Version("v1") with { Name = $"s{subsets.Count}" });
            given.Obey(Documents.Unsaid, [.. subsets]);
        }

        await done.CancelAsync();
        Assert.Equal(0, await reader);
    }

    static Given Two(params (string Id, string Version)[] instances)
    {
        var given = new Given(balancing: new() { SlowStart = TimeSpan.Zero });
        given.Active([.. instances.Select(instance => (instance.Id, "version", instance.Version))]);
        return given;
    }

    static string Picked(Given given, string subset)
    {
        var destination = given.Service.Begin(subset)!;
        destination.End();
        return destination.Id;
    }

    static (double, double) Weights(Given given) => (
        Math.Round(given.Find("a").WeightAt(given.Time.GetTimestamp()), 3), Math.Round(given.Find("b").WeightAt(given.Time.GetTimestamp()), 3));
}
