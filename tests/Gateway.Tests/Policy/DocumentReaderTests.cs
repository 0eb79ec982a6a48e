using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

public sealed class DocumentReaderTests
{
    [Fact]
    public void A_field_that_does_not_exist_is_an_error_with_its_line_and_what_it_could_have_been()
    {
        var fault = Assert.Single(Reads.Faults(Reads.Route("timeoout: 5s")));

        Assert.StartsWith("10: spec.http[0].timeoout: is not a field here; did you mean 'timeout'? Allowed: corsPolicy, ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_a_document_are_reported()
    {
        var faults = Reads.Faults("""
            apiVersion: networking.istio.io/v2
            kind: VirtualService
            metadata: { name: Order }
            spec:
              http:
              - timeout: 5
                retries: { attempts: many }
            """);

        Assert.Equal(
            [
                "1: apiVersion: must be networking.istio.io/v1 or networking.istio.io/v1beta1 or networking.istio.io/v1alpha3 for a VirtualService, not networking.istio.io/v2",
                "3: metadata.name: must be a name of lower-case letters, digits, '-' and '.', not 'Order'",
                "5: spec.hosts: is missing",
                "6: spec.http[0].timeout: must be a duration such as 100ms, 5s or 1m30s, not 5",
                "6: spec.http[0]: needs one of route, redirect, directResponse",
                "7: spec.http[0].retries.attempts: must be a whole number from 0 to 100, not many",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_bad_document_does_not_disturb_the_others_of_its_file()
    {
        var text = string.Join("\n---\n", Reads.VirtualService("hosts: [a]\nhttp: [{ directResponse: { status: 204 } }]", "a"), "kind: [unclosed", "# nothing here",
            Reads.VirtualService("hosts: [b]\nhttp: [{ directResponse: { status: 999 } }]", "b"), Reads.DestinationRule("host: c", "c"));

        var read = DocumentReader.Read("shop.yaml", text);

        Assert.Equal(["a", null, null, "c"], read.Select(document => document.Document?.Name));
        Assert.Equal(["VirtualService a", null, "VirtualService b", "DestinationRule c"], read.Select(document => document.Id?.ToString()));
        Assert.Equal([1, 8, 13, 21], read.Select(document => document.Place.Line));
        Assert.StartsWith("shop.yaml:10: it cannot be parsed:", Assert.Single(read[1].Diagnostics).ToString(), StringComparison.Ordinal);
        Assert.Equal("shop.yaml:19: spec.http[0].directResponse.status: must be a whole number from 200 to 599, not 999", Assert.Single(read[2].Diagnostics).ToString());
    }

    [Fact]
    public void Json_is_read_as_well_with_tabs_and_escapes()
    {
        var rule = Reads.Good<DestinationRule>("{\n\t\"apiVersion\": \"networking.istio.io\\/v1\",\n\t\"kind\": \"DestinationRule\", \"metadata\": {\"name\": \"order\"},\n\t\"spec\": {\"host\": \"order\", \"subsets\": [{\"name\": \"v1\", \"labels\": {\"version\": \"v\\u0031\"}}]}\n}");

        Assert.Equal("v1", Assert.Single(rule.Subsets).Labels["version"]);
    }

    [Fact]
    public void A_kind_for_somebody_else_is_left_alone_and_a_misspelt_one_is_an_error()
    {
        Assert.StartsWith("2: warning: kind: Gateway is not for the gateway", Assert.Single(Reads.Faults("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: edge }\nspec: { anything: goes }")), StringComparison.Ordinal);
        Assert.Equal(["2: kind: 'VirtualServise' is not a kind; did you mean 'VirtualService'?"], Reads.Faults("apiVersion: networking.istio.io/v1\nkind: VirtualServise\nspec: {}"));
    }

    [Theory]
    [InlineData("just a text", "1: must be an object with fields")]
    [InlineData("a: 1\na: 2", "it cannot be parsed: Duplicate key")]
    [InlineData("a: &x [1]\nb: *x", "2: it cannot be parsed: aliases (*name) are not supported: write the value out")]
    [InlineData("{}", "1: apiVersion: is missing")]
    public void What_is_no_document_is_an_error(string text, string expected) =>
        Assert.Contains(Reads.Faults(text), fault => fault.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void A_text_nested_beyond_reason_is_refused_before_it_can_exhaust_the_stack() =>
        Assert.Contains("nested deeper than 32 levels", Assert.Single(Reads.Faults(new string('[', 200_000))), StringComparison.Ordinal);

    [Fact]
    public void A_text_longer_than_any_policy_is_refused() =>
        Assert.Equal(["1: it is longer than 1048576 characters"], Reads.Faults(new string('#', DocumentReader.MaxLength + 1)));

    [Fact]
    public void What_the_mesh_would_take_for_a_number_or_a_truth_value_is_not_a_text()
    {
        Assert.Equal(["9: spec.subsets[0].labels.version: must be a text: write it in quotes, \"1\""], Reads.Faults(Reads.DestinationRule("host: order\nsubsets:\n- name: v1\n  labels: { version: 1 }")));
        Assert.Equal(["9: spec.subsets[0].labels.canary: must be a text: write it in quotes, \"yes\""], Reads.Faults(Reads.DestinationRule("host: order\nsubsets:\n- name: v1\n  labels: { canary: yes }")));
        Assert.Equal(["10: spec.http[0].retries.attempts: must be a whole number from 0 to 100, not \"3\" (in quotes)"], Reads.Faults(Reads.Route("retries: { attempts: \"3\" }")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("---\n# only a comment\n---\n...\n")]
    public void A_text_without_documents_has_none(string text) => Assert.Empty(DocumentReader.Read("empty.yaml", text));

    [Fact]
    public void Metadata_and_status_mean_nothing_here() => Reads.Good<DestinationRule>("""
        %YAML 1.2
        ---
        apiVersion: networking.istio.io/v1beta1
        kind: DestinationRule
        metadata:
          name: order
          namespace: shop
          labels: { team: orders }
          annotations: { note: anything }
          creationTimestamp: 2026-01-01T00:00:00Z
        spec: { host: order, exportTo: ["."] }
        status: { observedGeneration: 1 }
        """);
}
