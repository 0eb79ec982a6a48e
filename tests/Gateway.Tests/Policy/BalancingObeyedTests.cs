using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

public sealed class BalancingObeyedTests
{
    [Theory]
    [MemberData(nameof(SampleTests.Samples), MemberType = typeof(SampleTests))]
    public void Nothing_that_the_samples_say_of_balancing_is_warned_of(string sample, string text)
    {
        var warnings = Warnings(DocumentReader.Read(sample, text).Select(read => read.Document).OfType<PolicyDocument>());

        Assert.DoesNotContain(warnings, warning => warning.Contains("loadBalancer", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_subset_and_a_port_what_is_not_obeyed_is_named_field_by_field()
    {
        var rule = Reads.Good<DestinationRule>(Reads.DestinationRule(
            """
            host: order
            trafficPolicy:
              portLevelSettings:
              - port: { number: 9080 }
                loadBalancer: { simple: ROUND_ROBIN }
                tls: { mode: ISTIO_MUTUAL }
            subsets:
            - name: v1
              trafficPolicy:
                loadBalancer: { consistentHash: { useSourceIp: true }, warmup: { duration: 30s } }
                connectionPool: { tcp: { maxConnections: 7 } }
                outlierDetection: { consecutive5xxErrors: 3 }
            """));

        Assert.Equal(
            [
                "spec.trafficPolicy.portLevelSettings (port 9080).tls.mode (ISTIO_MUTUAL: set Mesh:Certificate, Mesh:PrivateKey and Mesh:Authorities of the gateway)",
            ],
            Warnings([rule]));
    }

    [Fact]
    public void A_limit_of_requests_to_a_connection_is_warned_of_wherever_it_stands()
    {
        var rule = Reads.Good<DestinationRule>(Reads.DestinationRule(
            """
            host: order
            trafficPolicy:
              connectionPool: { http: { maxRequestsPerConnection: 10 } }
              portLevelSettings:
              - port: { number: 9080 }
                connectionPool: { http: { maxRequestsPerConnection: 2 } }
            subsets:
            - name: v1
              trafficPolicy: { connectionPool: { http: { maxRequestsPerConnection: 1 } } }
            - name: v2
              trafficPolicy: { connectionPool: { http: { maxRequestsPerConnection: 3 } } }
            """));

        Assert.Equal(
            [
                "spec.trafficPolicy.portLevelSettings (port 9080).connectionPool.http.maxRequestsPerConnection (2: connections are used without a limit; 1 is obeyed)",
                "spec.trafficPolicy.connectionPool.http.maxRequestsPerConnection (10: connections are used without a limit; 1 is obeyed)",
                "spec.subsets[1].trafficPolicy.connectionPool.http.maxRequestsPerConnection (3: connections are used without a limit; 1 is obeyed)",
            ],
            Warnings([rule]));
        Assert.Equal(3, NotObeyed.Check([rule], hasMesh: true).Count());
    }

    static List<string> Warnings(IEnumerable<PolicyDocument> documents) => [.. NotObeyed.Check(documents, hasMesh: false).Select(remark => remark.Diagnostic.Field)];
}
