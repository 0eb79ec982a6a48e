using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.Instances;

/// <summary>What a document says of a subset, beside what it says of the service. Instances a to d are of v1, w to z of v2.</summary>
public sealed class SubsetPolicyTests
{
    readonly Given _given = new();

    public SubsetPolicyTests()
    {
        _given.Registered.Update([.. "abcd".Select(id => Given.Instance($"{id}", ("version", "v1"))), .. "wxyz".Select(id => Given.Instance($"{id}", ("version", "v2")))]);
        foreach (var instance in _given.Service.Instances)
            _given.Service.Checked(instance, failure: null);
        _given.Time.Advance(_given.Balancing.SlowStart);
    }

    [Fact]
    public void Outlier_detection_of_a_subset_is_of_its_instances_only()
    {
        Obey(second: "outlierDetection: { consecutive5xxErrors: 2, maxEjectionPercent: 50 }");

        foreach (var id in (string[])["a", "w", "x", "y"])
            Fail(id, 2);

        Assert.Equal(["w", "x"], Out());
        Assert.Equal("2 attempts in a row failed, the last with server-error; but 2 of 4 instances are out, and no more may be", LastReason());
    }

    [Fact]
    public void Those_that_no_subset_watches_are_counted_without_those_that_one_does()
    {
        Obey(second: "outlierDetection: { consecutive5xxErrors: 2, maxEjectionPercent: 100 }");
        foreach (var id in (string[])["w", "x", "y", "z"])
            Fail(id, 2);

        // 10 % of four instances, but always one: those of v2 do not use it up.
        Fail("a", 5);
        Fail("b", 5);

        Assert.Equal(["a", "w", "x", "y", "z"], Out());
    }

    [Fact]
    public void A_subset_is_compared_at_its_own_interval_and_by_its_own_success_rates()
    {
        Obey(second: "outlierDetection: { interval: 2s, consecutive5xxErrors: 0 }");
        var watch = new OutlierWatch(null!, _given.Time);
        var compared = _given.Service.OutlierGroups;

        Assert.Equal([(null, TimeSpan.FromSeconds(10)), ("v2", TimeSpan.FromSeconds(2))], compared.Select(group => (group.Group, group.Outliers.Interval)));

        watch.Look([_given.Service]);
        End("w", Outcome.Success);
        End("a", Outcome.Success);
        _given.Time.Advance(TimeSpan.FromSeconds(2));
        watch.Look([_given.Service]);

        Assert.Equal((0, 1), (_given.Find("w").TakeTally().Requests, _given.Find("a").TakeTally().Requests));
    }

    [Fact]
    public void Least_health_of_a_subset_is_its_own_threshold_of_panic()
    {
        Obey(second: "outlierDetection: { minHealthPercent: 0 }");
        foreach (var instance in _given.Service.Instances)
            for (var i = 0; i < _given.Health.Fall; i++)
                _given.Service.Checked(instance, "no answer");

        Assert.Equal(CandidateMode.Panic, _given.Service.CandidatesOf("v1").Mode);
        Assert.Equal(CandidateMode.None, _given.Service.CandidatesOf("v2").Mode);
    }

    [Fact]
    public void Limits_of_a_subset_hold_beside_those_of_the_service()
    {
        Obey(all: "connectionPool: { http: { http2MaxRequests: 1 } }", second: "connectionPool: { http: { http2MaxRequests: 2 } }");
        var (service, first, second) = (_given.Service, _given.Service.TrafficOf("v1"), _given.Service.TrafficOf("v2"));

        Assert.Same(service.Traffic, first);
        Assert.True(first.TryEnter(0, out _));
        Assert.False(first.TryEnter(0, out _));
        Assert.True(second.TryEnter(0, out _) && second.TryEnter(0, out _));
        Assert.False(second.TryEnter(0, out _));
        Assert.Equal((1, 2), (first.Active, second.Active));
    }

    [Fact]
    public void What_is_under_way_to_a_subset_is_remembered_while_its_limits_change_and_a_new_document_without_them_leaves_it_to_the_service()
    {
        Obey(second: "connectionPool: { http: { http2MaxRequests: 2 } }");
        var before = _given.Service.TrafficOf("v2");
        before.TryEnter(0, out _);

        Obey(second: "connectionPool: { http: { http2MaxRequests: 1 } }");
        Assert.Same(before, _given.Service.TrafficOf("v2"));
        Assert.False(before.TryEnter(0, out _));

        Obey(second: "loadBalancer: { simple: RANDOM }");
        Assert.Same(_given.Service.Traffic, _given.Service.TrafficOf("v2"));
        Assert.Empty(_given.Service.OwnTraffic);
    }

    [Fact]
    public void A_retry_budget_of_a_subset_is_its_own()
    {
        Obey(second: "retryBudget: { percent: 50, minRetryConcurrency: 7 }");

        Assert.Equal((0.2, 3), Budget("v1"));
        Assert.Equal((0.5, 7), Budget("v2"));

        (double, int) Budget(string subset) => _given.Service.TrafficOf(subset).Limits is var limits ? (limits.RetryShare, limits.RetryFloor) : default;
    }

    [Fact]
    public void A_version_that_is_tried_obeys_what_a_document_says_of_its_subset_and_has_its_limits_together_with_it()
    {
        Obey(second: "connectionPool: { http: { http2MaxRequests: 2 } }");
        var split = new VersionSplit("order", "v1", "v2", weight: 50, matches: null, new VersionSamples(new AttemptSample(), new AttemptSample()));

        _given.Service.Divide(split);

        Assert.Same(_given.Service.TrafficOf("v2"), _given.Service.TrafficOf(split.CanarySubset));
        Assert.Same(_given.Service.Traffic, _given.Service.TrafficOf(split.StableSubset));
        Assert.Equal(2, _given.Service.TrafficOf(split.CanarySubset).Limits.ActiveRequests);
    }

    [Fact]
    public void Tls_of_a_subset_is_how_its_instances_are_checked()
    {
        Obey(second: "tls: { mode: SIMPLE, sni: order.test }");

        Assert.Null(_given.Find("a").Treatment.Tls);
        Assert.Equal("order.test", _given.Find("w").Treatment.Tls?.Sni);
        Assert.Equal("order.test", _given.Service.TrafficOf("v2").Connections?.Tls?.Sni);
    }

    [Fact]
    public void A_subset_that_is_gone_still_serves_what_was_under_way_to_it_and_then_nobody()
    {
        Obey(second: "loadBalancer: { simple: RANDOM }");
        _given.Service.Obey(new(TrafficRules.None, TrafficPolicy.Unsaid));

        Assert.NotNull(_given.Service.Begin("v2"));
        Assert.Empty(_given.Service.Subsets);
        Fail("w", 5);
        Assert.DoesNotContain("w", Enumerable.Range(0, 20).Select(_ => _given.Service.Begin("v2")!.Id));
        _given.Time.Advance(Balancers.Farewell);
        Assert.Null(_given.Service.Begin("v2"));

        Obey(second: "loadBalancer: { simple: RANDOM }");
        Assert.NotNull(_given.Service.Begin("v2"));
    }

    void Obey(string second, string? all = null)
    {
        var rule = Reads.Good<DestinationRule>(Reads.DestinationRule($$"""
            host: order
            trafficPolicy: { {{all}} }
            subsets:
            - { name: v1, labels: { version: v1 } }
            - { name: v2, labels: { version: v2 }, trafficPolicy: { {{second}} } }
            """));
        _given.Service.Obey(new(TrafficRules.None with { Subsets = [.. rule.Subsets] }, rule.TrafficPolicy));
    }

    void Fail(string id, int times)
    {
        for (var i = 0; i < times; i++)
            End(id, Outcome.ServerError);
    }

    void End(string id, Outcome outcome)
    {
        var instance = _given.Find(id);
        instance.TryBegin();
        _given.Service.End(instance, outcome);
    }

    IEnumerable<string> Out() => _given.Service.Instances.Where(instance => instance.Life.Tripped).Select(instance => instance.Id);

    string LastReason() => _given.Decisions.Since(0, service: null)[^1].Reason;
}
