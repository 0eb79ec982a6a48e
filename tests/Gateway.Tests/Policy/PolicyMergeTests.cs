using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

public sealed class PolicyMergeTests
{
    const string Answer = "http: [{ directResponse: { status: 204 } }]";

    [Theory]
    [InlineData("order", "order")]
    [InlineData("ORDER", "order")]
    [InlineData("order.default.svc.cluster.local", "order")]
    [InlineData("order.other.svc", "order")]
    [InlineData("order.example.com", "shops")]
    [InlineData("a.b.example.com", "shops")]
    [InlineData("deep.shop.example.com", "deep")]
    [InlineData("example.com", "all")]
    [InlineData("elsewhere", "all")]
    public void A_host_is_found_by_its_name_else_by_the_longest_wildcard(string host, string expected)
    {
        var set = Merge(Rule("order", "order.shop.svc.cluster.local"), Rule("shops", "'*.example.com'"), Rule("deep", "'*.shop.example.com'"), Rule("all", "'*'"));

        Assert.Equal(expected, set.DestinationRuleOf(host)?.Name);

        static PolicyEntry Rule(string name, string host) => Reads.Entry(Reads.DestinationRule($"host: {host}", name), $"{name}.yaml");
    }

    [Theory]
    [InlineData("*.default.svc.cluster.local", "*.svc.cluster.local")]
    [InlineData("*.svc.cluster.local", "*.cluster.local")]
    [InlineData("*.cluster.local", "*.local")]
    [InlineData("*.local", "*")]
    public void A_service_is_below_the_wildcards_of_its_name_in_Kubernetes_in_whatever_namespace(string host, string wider)
    {
        var set = Merge(Rule("z-wide", wider), Rule("narrow", host), Rule("own", "payment"));

        Assert.Equal(["narrow", "narrow", "narrow", "own"], new[] { "order", "Order.shop.svc", "order.shop.svc.cluster.local", "payment" }.Select(name => set.DestinationRuleOf(name)?.Name));
        Assert.Empty(set.Diagnostics);

        static PolicyEntry Rule(string name, string host) => Reads.Entry(Reads.DestinationRule($"host: '{host}'", name), $"{name}.yaml");
    }

    [Fact]
    public void A_wildcard_of_a_namespace_that_no_service_is_in_is_warned_about()
    {
        var set = Merge(Reads.Entry(Reads.DestinationRule("host: '*.shop.svc.cluster.local'")));

        Assert.Null(set.DestinationRuleOf("order.shop.svc.cluster.local"));
        Assert.Equal(
            "order.yaml:6: warning: spec.host (services are all in the namespace default: *.default.svc.cluster.local): is read and not obeyed: the gateway cannot do this",
            Assert.Single(set.Diagnostics).ToString());
    }

    [Fact]
    public void A_request_for_a_host_without_a_dot_is_not_below_a_wildcard()
    {
        var index = new HostIndex<string>([KeyValuePair.Create("*.local", "local")]);

        Assert.Null(index.Find("order"));
        Assert.Equal("local", index.Find("order.local"));
    }

    [Theory]
    [InlineData("order", false)]
    [InlineData("localhost", false)]
    [InlineData("order.shop.svc", false)]
    [InlineData("order.shop.svc.cluster.local", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("order.shop", true)]
    [InlineData("Shop.Example.com", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("*.example.com", true)]
    [InlineData("*", true)]
    public void A_host_is_the_name_of_a_service_or_one_that_clients_ask_for(string host, bool isForClients)
    {
        var set = Merge(Service("shop", $"'{host}'"));

        Assert.Equal(isForClients, set.Ingress.ContainsKey(host.ToLowerInvariant()));
        Assert.Equal(isForClients ? 1 : 0, set.Ingress.Count);
    }

    [Fact]
    public void A_wildcard_says_nothing_of_the_requests_for_a_service()
    {
        var set = Merge(Service("every", "'*', order"));

        Assert.Null(set.VirtualServiceOf("payment"));
        Assert.Equal("every", set.VirtualServiceOf("order")?.Name);
    }

    [Fact]
    public void Hosts_and_destination_ports_are_not_warned_about_but_what_cannot_be_asked_for_is()
    {
        var set = Merge(Reads.Entry(Reads.VirtualService("hosts: ['*', shop.example.com]\nhttp: [{ route: [{ destination: { host: order, port: { number: 9080 } } }] }]")));
        Assert.Empty(set.Diagnostics);

        Assert.Equal(
            "a.yaml:6: warning: spec.hosts (IPv6 addresses): is read and not obeyed: the gateway cannot do this",
            Assert.Single(Merge(Service("a", "'::1'")).Diagnostics).ToString());
    }

    [Fact]
    public void Of_two_for_a_host_the_first_by_name_has_it_in_whatever_order_they_came()
    {
        PolicyEntry[] entries = [Service("b", "order, payment"), Service("a", "order.default.svc.cluster.local")];

        foreach (var set in new[] { Merge(entries), Merge([.. entries.Reverse()]) })
        {
            Assert.Equal(("a", "b"), (set.VirtualServiceOf("order")!.Name, set.VirtualServiceOf("payment")!.Name));
            Assert.Equal(["b.yaml:6: spec.hosts: order has VirtualService a already (a.yaml:1): of several, the first by name counts"], set.Diagnostics.Select(found => found.ToString()));
        }
    }

    [Fact]
    public void What_was_put_counts_before_what_is_in_a_file_and_of_two_files_the_first()
    {
        var (first, second) = (Reads.Entry(Reads.DestinationRule("host: one"), "a.yaml"), Reads.Entry(Reads.DestinationRule("host: two"), "b.yaml"));
        var put = Reads.Entry(Reads.DestinationRule("host: three"), "api", PolicyOrigin.Api);

        Assert.Equal("one", Assert.IsType<DestinationRule>(Assert.Single(Merge(second, first).Documents)).Host);
        var set = Merge(first, put);
        Assert.Equal("three", Assert.IsType<DestinationRule>(Assert.Single(set.Documents)).Host);
        Assert.Equal([PolicyStatus.Overridden, PolicyStatus.InForce], set.States.Select(state => state.Status));
        Assert.Equal("a.yaml:4: warning: metadata.name: DestinationRule order of api:1 counts in its place", Assert.Single(set.Diagnostics).ToString());
    }

    [Fact]
    public void A_subset_that_the_rule_of_its_host_does_not_have_is_an_error_and_obeyed_all_the_same()
    {
        var service = Reads.Entry(Reads.VirtualService("hosts: [order]\nhttp:\n- route:\n  - destination:\n      host: order.shop.svc.cluster.local\n      subset: v3"));
        var rule = Reads.Entry(Reads.DestinationRule("host: order\nsubsets: [{ name: v1 }]"), "rule.yaml");

        var set = Merge(service, rule);
        Assert.Equal("order.yaml:10: spec.http[0].route[0].destination.subset: DestinationRule order (rule.yaml:1) has no subset 'v3'; did you mean 'v1'?", Assert.Single(set.Diagnostics).ToString());
        Assert.NotNull(set.VirtualServiceOf("order"));
    }

    [Fact]
    public void A_subset_is_looked_for_in_the_rule_of_all_services_where_its_host_has_none()
    {
        var service = Reads.Entry(Reads.VirtualService("hosts: [order]\nhttp: [{ route: [{ destination: { host: order, subset: v1 }, weight: 50 }, { destination: { host: order.shop.svc, subset: v3 }, weight: 50 }] }]"));
        var rule = Reads.Entry(Reads.DestinationRule("host: '*.local'\nsubsets: [{ name: v1 }]", "all"), "rule.yaml");

        Assert.Equal(
            "order.yaml:7: spec.http[0].route[1].destination.subset: DestinationRule all (rule.yaml:1) has no subset 'v3'; did you mean 'v1'?",
            Assert.Single(Merge(service, rule).Diagnostics).ToString());
    }

    [Fact]
    public void A_subset_of_a_host_that_has_no_rule_is_a_warning_that_says_what_to_add()
    {
        var service = Reads.Entry(Reads.VirtualService("hosts: [order]\nhttp:\n- route:\n  - destination: { host: order.shop.svc, subset: v2 }\n  mirrors:\n  - destination: { host: audit, subset: v1 }"));

        Assert.Equal(
            [
                "order.yaml:9: warning: spec.http[0].route[0].destination.subset: no DestinationRule says what subset 'v2' of order is, so no instance is in it and its requests end in 503: add one with host: order and subsets: [{ name: v2, labels: … }]",
                "order.yaml:11: warning: spec.http[0].mirrors[0].destination.subset: no DestinationRule says what subset 'v1' of audit is, so no instance is in it and no copy is sent: add one with host: audit and subsets: [{ name: v1, labels: … }]",
            ],
            Merge(service).Diagnostics.Select(found => found.ToString()));
        Assert.Empty(Merge(
            service, Reads.Entry(Reads.DestinationRule("host: order\nsubsets: [{ name: v2 }]"), "rule.yaml"),
            Reads.Entry(Reads.DestinationRule("host: audit\nsubsets: [{ name: v1 }]", "audit"), "audit.yaml")).Diagnostics);
    }

    [Fact]
    public void Two_canaries_for_a_target_are_told_of()
    {
        var set = Merge(Canary("b"), Canary("a"));

        Assert.Equal("a", set.CanaryOf("order")!.Name);
        Assert.Equal("b.yaml:6: spec.targetRef.name: order has Canary a already (a.yaml:1): of several, the first by name counts", Assert.Single(set.Diagnostics, found => found.IsError).ToString());

        static PolicyEntry Canary(string name) => Reads.Entry(Reads.Canary("targetRef: { name: order }\nanalysis: { iterations: 1 }", name), $"{name}.yaml");
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is()
    {
        Assert.Null(PolicySet.Empty.VirtualServiceOf("order"));
        Assert.Null(PolicySet.Empty.DestinationRuleOf("order"));
        Assert.Null(PolicySet.Empty.CanaryOf("order"));
    }

    static PolicySet Merge(params PolicyEntry[] entries) => PolicyMerge.Merge(1, entries);

    static PolicyEntry Service(string name, string hosts) => Reads.Entry(Reads.VirtualService($"hosts: [{hosts}]\n{Answer}", name), $"{name}.yaml");
}
