using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.LoadBalancing;

public sealed class LocalityTests
{
    const int Requests = 20_000;

    static readonly (string Id, string Zone)[] Here = [("h1", "eu/a"), ("h2", "eu/a"), ("h3", "eu/a"), ("h4", "eu/a")];

    [Fact]
    public void The_own_zone_has_all_requests_while_it_is_healthy()
    {
        var given = In("eu/a", [.. Here, ("n1", "eu/b"), ("f1", "us/a"), ("x1", "")]);

        Assert.Equal(["h1", "h2", "h3", "h4"], given.Picks(Requests).Keys.Order(StringComparer.Ordinal));
        Assert.Equal((CandidateMode.Available, 4), (given.Service.Candidates.Mode, given.Service.Candidates.Count));

        // Three of four, 1.4 times over, still stand it.
        given.Fell("h1");
        Assert.Equal(["h2", "h3", "h4"], given.Picks(Requests).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_own_zone_does_not_stand_spills_over_to_the_next_and_the_log_says_so()
    {
        var given = In("eu/a", [.. Here, ("n1", "eu/b"), ("n2", "eu/b"), ("f1", "us/a")]);

        given.Fell("h1", "h2");

        var picks = given.Picks(Requests);
        Assert.InRange(picks["h3"] + picks["h4"], Requests * 0.68, Requests * 0.72);
        Assert.InRange(picks["n1"] + picks["n2"], Requests * 0.28, Requests * 0.32);
        Assert.False(picks.ContainsKey("f1"));
        var decision = given.Decisions.Since(0, "order")[^1];
        Assert.Equal("service-spill", decision.Kind);
        Assert.Contains("eu/a 70 % (2 of 4 available), eu/b 30 % (2 of 2 available), us/a 0 % (1 of 1 available)", decision.Reason, StringComparison.Ordinal);

        given.Service.Checked(given.Find("h1"), failure: null);
        given.Service.Checked(given.Find("h1"), failure: null);
        Assert.Equal("service-spill", given.Kinds[^1]);
        Assert.Contains("eu/a 100 %", given.Decisions.Since(0, "order")[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repetition_that_may_leave_the_locality_goes_to_one_where_the_request_has_not_been()
    {
        var given = In("eu/a", ("h1", "eu/a"), ("h2", "eu/a"), ("n1", "eu/b"), ("f1", "us/a"));
        List<Destination> tried = [given.Find("h1")];

        Assert.Equal("h2", given.Service.Begin(tried: tried)?.Id);
        Assert.Equal("n1", given.Service.Begin(tried: tried, leaves: true)?.Id);
        tried.Add(given.Find("n1"));
        Assert.Equal("f1", given.Service.Begin(tried: tried, leaves: true)?.Id);
        tried.Add(given.Find("f1"));
        Assert.Equal("h2", given.Service.Begin(tried: tried, leaves: true)?.Id);
    }

    [Fact]
    public void Nearness_is_sub_zone_then_zone_then_region_then_the_rest()
    {
        var given = In("eu/a/1", ("sub", "eu/a/1"), ("zone", "eu/a/2"), ("region", "eu/b/1"), ("rest", "us/a/1"), ("nowhere", ""));

        foreach (var nearest in new[] { "sub", "zone", "region" })
        {
            Assert.Equal([nearest], given.Picks(100).Keys);
            given.Fell(nearest);
        }

        Assert.Equal(["nowhere", "rest"], given.Picks(1_000).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_document_names_the_region_that_comes_next()
    {
        var given = In("eu/a", ("h", "eu/a"), ("us", "us/a"), ("asia", "asia/a"));
        given.Obey(Documents.Unsaid with { Locality = new(Enabled: true, [], [new("eu", "asia")], []) });

        given.Fell("h");
        Assert.Equal(["asia"], given.Picks(100).Keys);
        given.Fell("asia");
        Assert.Equal(["us"], given.Picks(100).Keys);
    }

    [Fact]
    public void Labels_make_instances_near_too()
    {
        var given = new Given(balancing: new() { Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["rack"] = "7", ["disk"] = "ssd" } });
        given.Registered.Update(
            [Given.Instance("both", ("rack", "7"), ("disk", "ssd")), Given.Instance("first", ("rack", "7")), Given.Instance("second", ("disk", "ssd")), Given.Instance("other", ("rack", "8"))]);
        Settle(given);
        given.Obey(Documents.Unsaid with { Locality = new(Enabled: null, [], [], ["rack", "disk"]) });

        Assert.Equal(["both"], given.Picks(100).Keys);
        given.Fell("both");
        Assert.Equal(["first"], given.Picks(100).Keys);
        given.Fell("first");
        // The second label says nothing where the first is another.
        Assert.Equal(["other", "second"], given.Picks(100).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_label_with_a_value_needs_nothing_of_the_gateway()
    {
        var given = new Given();
        given.Active(("v1", "version", "v1"), ("v2", "version", "v2"));
        given.Obey(Documents.Unsaid with { Locality = new(Enabled: null, [], [], ["version=v2"]) });

        Assert.Equal(["v2"], given.Picks(100).Keys);
    }

    [Fact]
    public void Shares_of_a_document_are_obeyed_less_what_is_not_available()
    {
        var given = In("eu/a", [.. Here, ("n1", "eu/b"), ("n2", "eu/b"), ("f1", "us/a")]);
        given.Obey(Documents.Unsaid with { Locality = new(Enabled: null, [new("eu/a/*", Shares(("eu/a/*", 80), ("eu/*", 20)))], [], []) });

        var picks = given.Picks(Requests);
        Assert.InRange(picks["n1"] + picks["n2"], Requests * 0.18, Requests * 0.22);
        Assert.False(picks.ContainsKey("f1"));

        // 80 * 1.4 / 2 beside 20.
        given.Fell("h1", "h2");
        picks = given.Picks(Requests);
        Assert.InRange(picks["n1"] + picks["n2"], Requests * 0.243, Requests * 0.283);
    }

    [Fact]
    public void Shares_for_another_place_say_nothing_here()
    {
        var given = In("us/a", [.. Here, ("f1", "us/a")]);
        given.Obey(Documents.Unsaid with { Locality = new(Enabled: null, [new("eu/*", Shares(("eu/*", 100)))], [], []) });

        Assert.Equal(5, given.Picks(Requests).Count);
    }

    [Fact]
    public void Where_nobody_is_in_a_place_that_has_a_share_all_get_requests()
    {
        var given = In("eu/a", Here);
        given.Obey(Documents.Unsaid with { Locality = new(Enabled: null, [new("*", Shares(("asia/*", 100)))], [], []) });

        Assert.Equal((CandidateMode.Panic, 4), (given.Service.Candidates.Mode, given.Service.Candidates.Count));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("eu/a", false)]
    public void Without_a_zone_or_turned_off_all_instances_are_alike(string zone, bool? enabled)
    {
        var given = In(zone, [.. Here, ("f1", "us/a")]);
        given.Obey(Documents.Unsaid with { Locality = new(enabled, [], [], []) });

        Assert.Equal(5, given.Picks(Requests).Count);
        Assert.Empty(given.Service.Candidates.Localities);
    }

    [Fact]
    public void A_zone_with_few_available_does_not_panic_while_the_others_stand_its_load()
    {
        var given = In("eu/a", [.. Here, ("n1", "eu/b"), ("n2", "eu/b")]);

        given.Fell("h1", "h2", "h3");

        Assert.Equal((CandidateMode.Available, 3), (given.Service.Candidates.Mode, given.Service.Candidates.Count));
        Assert.InRange(given.Picks(Requests)["h4"], Requests * 0.33, Requests * 0.37);
    }

    [Fact]
    public void Where_all_zones_together_do_not_stand_the_load_the_short_one_panics_alone()
    {
        var given = In("eu/a", [.. Here, ("h5", "eu/a"), ("n1", "eu/b"), ("n2", "eu/b"), ("n3", "eu/b"), ("n4", "eu/b")]);

        // A fifth and a half, 1.4 times over, are 98 %.
        given.Fell("h1", "h2", "h3", "h4", "n1", "n2");

        var picks = given.Picks(Requests);
        Assert.Equal((CandidateMode.Panic, 7), (given.Service.Candidates.Mode, given.Service.Candidates.Count));
        Assert.InRange(picks["n3"] + picks["n4"], Requests * 0.694, Requests * 0.734);
        Assert.InRange(picks["h1"], Requests * 0.047, Requests * 0.067);
    }

    [Fact]
    public void Where_every_zone_is_short_all_get_requests()
    {
        var given = In("eu/a", [.. Here, ("n1", "eu/b"), ("n2", "eu/b")]);

        given.Fell("h1", "h2", "h3", "n1", "n2");

        Assert.Equal((CandidateMode.Panic, 6), (given.Service.Candidates.Mode, given.Service.Candidates.Count));
        Assert.Equal(6, given.Picks(Requests).Count);
    }

    [Fact]
    public void Without_panic_nobody_available_anywhere_is_nobody()
    {
        var given = In("eu/a", new() { PanicThreshold = 0 }, [.. Here, ("n1", "eu/b")]);

        given.Fell("h1", "h2", "h3", "h4", "n1");

        Assert.Null(given.Service.Begin());
    }

    [Fact]
    public void A_request_that_was_tried_everywhere_in_its_zone_leaves_it()
    {
        var given = In("eu/a", ("h1", "eu/a"), ("h2", "eu/a"), ("n1", "eu/b"));

        Assert.Equal("h2", given.Service.Begin(tried: [given.Find("h1")])!.Id);
        Assert.Equal("n1", given.Service.Begin(tried: [given.Find("h1"), given.Find("h2")])!.Id);
    }

    [Fact]
    public void An_instance_that_moves_to_another_zone_is_seen_there()
    {
        var given = In("eu/a", ("h1", "eu/a"), ("n1", "eu/b"));

        given.Registered.Update([Given.Instance("h1", ("zone", "eu/c")), Given.Instance("n1", ("zone", "eu/a"))]);

        Assert.Equal(["n1"], given.Picks(100).Keys);
    }

    [Fact]
    public void A_key_stays_in_its_zone_but_for_the_share_that_spills_over()
    {
        var given = In("eu/a", [.. Here, ("n1", "eu/b"), ("n2", "eu/b")]);
        given.Obey(Documents.Unsaid with { ConsistentHash = Documents.ByHeader });

        given.Fell("h1", "h2");

        var keys = Enumerable.Range(1, 5_000).Select(key => Mixing.Mix((ulong)key)).ToList();
        var once = keys.ConvertAll(key => IsHere(given, key));
        Assert.Equal(once, keys.ConvertAll(key => IsHere(given, key)));
        Assert.InRange(once.Count(isHere => isHere), 3_350, 3_650);
    }

    static bool IsHere(Given given, ulong key)
    {
        var destination = given.Service.Begin(key: key)!;
        destination.End();
        return destination.Id.StartsWith('h');
    }

    static Given In(string zone, params (string Id, string Zone)[] instances) => In(zone, health: null, instances);

    static Given In(string zone, Gateway.Health.HealthOptions? health, params (string Id, string Zone)[] instances)
    {
        var given = new Given(health, new() { Zone = zone, Policy = RandomChoice.PolicyName });
        given.Registered.Update([.. instances.Select(instance => instance.Zone.Length == 0 ? Given.Instance(instance.Id) : Given.Instance(instance.Id, ("zone", instance.Zone)))]);
        Settle(given);
        return given;
    }

    static void Settle(Given given)
    {
        foreach (var instance in given.Service.Instances)
            given.Service.Checked(instance, failure: null);
        given.Time.Advance(given.Balancing.SlowStart);
    }

    static Dictionary<string, int> Shares(params (string Place, int Share)[] shares) => shares.ToDictionary(share => share.Place, share => share.Share, StringComparer.Ordinal);
}
