using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Decisions;
using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

public sealed class PolicyStoreTests
{
    readonly DecisionLog _decisions = new(new FakeTimeProvider(), NullLogger<DecisionLog>.Instance);
    readonly PolicyStore _store;

    public PolicyStoreTests() => _store = new(_decisions, NullLogger<PolicyStore>.Instance);

    [Fact]
    public void A_document_whose_text_became_bad_stays_as_it_was_when_it_was_good()
    {
        Take(Reads.DestinationRule("host: order\nsubsets: [{ name: v1 }]"));
        Take(Reads.DestinationRule("host: order\nsubsets: [{ nam: v1 }]"));

        var state = Assert.Single(_store.Current.States);
        Assert.Equal(PolicyStatus.Outdated, state.Status);
        Assert.Contains("subsets[0].nam: is not a field here", state.Diagnostics[^1].ToString(), StringComparison.Ordinal);
        Assert.NotNull(_store.Current.DestinationRuleOf("order")!.Find("v1"));

        Take(Reads.DestinationRule("host: order\nsubsets: [{ name: v2 }]"));
        Assert.Equal(PolicyStatus.InForce, Assert.Single(_store.Current.States).Status);
        Assert.NotNull(_store.Current.DestinationRuleOf("order")!.Find("v2"));
    }

    [Fact]
    public void Nothing_is_taken_for_removed_while_a_part_of_the_file_cannot_even_be_told_what_it_is()
    {
        Take(Reads.DestinationRule("host: a", "a") + "\n---\n" + Reads.DestinationRule("host: b", "b"));
        Take(Reads.DestinationRule("host: a2", "a") + "\n---\nkind: [");

        Assert.Equal(["a2", "b"], _store.Current.Documents.Cast<DestinationRule>().Select(rule => rule.Host));

        Take(Reads.DestinationRule("host: a2", "a"));
        Assert.Equal(["a"], _store.Current.Documents.Select(document => document.Name));
    }

    [Fact]
    public void A_file_that_is_gone_takes_its_documents_along()
    {
        Take(Reads.DestinationRule("host: order"));
        Take("");

        Assert.Empty(_store.Current.Documents);
        Assert.Empty(_store.Current.States);
    }

    [Fact]
    public void Followers_are_told_what_there_is_and_what_changes_and_one_that_fails_harms_nobody()
    {
        var versions = new List<long>();
        _store.Follow(_ => throw new InvalidOperationException("cannot obey"));
        _store.Follow(set => versions.Add(set.Version));

        Take(Reads.DestinationRule("host: order"));
        Take(Reads.DestinationRule("host: order"));
        Take(Reads.DestinationRule("host: payment"));

        Assert.Equal([0, 1, 2], versions);
    }

    [Fact]
    public void What_did_not_change_stays_the_same_object()
    {
        var (a, b) = (Reads.DestinationRule("host: a", "a"), Reads.DestinationRule("host: b", "b"));
        Take(a + "\n---\n" + b);
        var before = _store.Current.DestinationRuleOf("a");

        Take(a + "\n---\n" + b + "\n  exportTo: ['.']");

        Assert.Same(before, _store.Current.DestinationRuleOf("a"));
    }

    [Fact]
    public void Every_change_and_every_refusal_is_a_decision()
    {
        Take(Reads.DestinationRule("host: order.shop.svc.cluster.local"));
        Take(Reads.DestinationRule("host: order\ntrafficPolicy: {}"));
        Take(Reads.DestinationRule("host: order\ntrafic: 1"));
        Take("");
        Take(Reads.DestinationRule("hst: order"));

        Assert.Equal(["policy-accepted", "policy-changed", "policy-kept", "policy-removed", "policy-refused"], _decisions.Since(0, service: null).Select(decision => decision.Kind));
        Assert.Equal(["policy-accepted", "policy-changed", "policy-kept", "policy-removed"], _decisions.Since(0, "order").Select(decision => decision.Kind));
        Assert.Equal("DestinationRule order (rule.yaml:1)", _decisions.Since(0, service: null)[0].Reason);
        Assert.StartsWith("rule.yaml:6: spec.", _decisions.Since(0, service: null)[^1].Reason, StringComparison.Ordinal);
    }

    void Take(string text) => _store.Take(PolicyOrigin.Folder, new Dictionary<string, IReadOnlyList<ReadDocument>> { ["rule.yaml"] = DocumentReader.Read("rule.yaml", text) });
}
