using Modular.Gateway.Policy;

namespace Modular.Gateway.Tests.Policy;

public sealed class DestinationRuleReaderTests
{
    [Fact]
    public void Subsets_and_limits_are_read_as_written()
    {
        var rule = Reads.Good<DestinationRule>(Reads.DestinationRule("""
            host: order.shop.svc.cluster.local
            trafficPolicy:
              loadBalancer:
                simple: LEAST_REQUEST
                warmup: { duration: 30s, minimumPercent: 5, aggression: 2 }
              connectionPool:
                tcp: { maxConnections: 100, connectTimeout: 30ms, idleTimeout: 1m, tcpKeepalive: { time: 7200s, interval: 75s } }
                http: { http1MaxPendingRequests: 10, http2MaxRequests: 1000, maxRequestsPerConnection: 1, maxRetries: 5, idleTimeout: 2m, h2UpgradePolicy: UPGRADE }
              outlierDetection: { consecutive5xxErrors: 7, interval: 5m, baseEjectionTime: 15m, maxEjectionPercent: 100 }
              tls: { mode: SIMPLE, sni: order.example.com }
              retryBudget: { percent: 25, minRetryConcurrency: 10 }
            subsets:
            - name: v1
              labels: { version: v1 }
            - name: v2
              labels: { version: v2 }
              trafficPolicy: { loadBalancer: { simple: RANDOM } }
            """));

        var policy = rule.TrafficPolicy;
        Assert.Equal("order", rule.Subject);
        Assert.Equal(new LoadBalancerSettings(SimpleBalancing.LeastRequest, null, null, new(TimeSpan.FromSeconds(30), 5, 2)), policy.LoadBalancer);
        Assert.Equal((100, TimeSpan.FromMilliseconds(30), TimeSpan.FromMinutes(2)), (policy.ConnectionPool!.MaxConnections, policy.ConnectionPool.ConnectTimeout, policy.ConnectionPool.IdleTimeout));
        Assert.Equal((10, 1000, 1, 5, true), (policy.ConnectionPool.MaxPendingRequests, policy.ConnectionPool.MaxRequests, policy.ConnectionPool.MaxRequestsPerConnection, policy.ConnectionPool.MaxRetries, policy.ConnectionPool.Http2));
        Assert.Equal(new TcpKeepalive(null, TimeSpan.FromHours(2), TimeSpan.FromSeconds(75)), policy.ConnectionPool.TcpKeepalive);
        Assert.Equal(new OutlierDetectionSettings { Consecutive5xxErrors = 7, Interval = TimeSpan.FromMinutes(5), BaseEjectionTime = TimeSpan.FromMinutes(15), MaxEjectionPercent = 100 }, policy.OutlierDetection);
        Assert.Equal((TlsMode.Simple, "order.example.com"), (policy.Tls!.Mode, policy.Tls.Sni));
        Assert.Equal(new RetryBudgetSettings(25, 10, null), policy.RetryBudget);
        Assert.Equal("v1", rule.Find("v1")!.Labels["version"]);
        Assert.Null(rule.Find("v3"));
    }

    [Fact]
    public void A_subset_inherits_what_it_does_not_say()
    {
        var rule = Reads.Good<DestinationRule>(Reads.DestinationRule("""
            host: order
            trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN }, outlierDetection: { consecutive5xxErrors: 3 } }
            subsets: [{ name: v2, trafficPolicy: { loadBalancer: { simple: RANDOM } } }]
            """));

        var effective = rule.Subsets[0].TrafficPolicy.Over(rule.TrafficPolicy);

        Assert.Equal((SimpleBalancing.Random, 3), (effective.LoadBalancer!.Simple, effective.OutlierDetection!.Consecutive5xxErrors));
    }

    [Fact]
    public void Ports_have_policies_of_their_own()
    {
        var rule = Reads.Good<DestinationRule>(Reads.DestinationRule("host: order\ntrafficPolicy: { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: LEAST_CONN } }, { port: { number: 9080 }, loadBalancer: { simple: ROUND_ROBIN } }] }"));

        Assert.Equal((SimpleBalancing.LeastRequest, SimpleBalancing.RoundRobin), (rule.TrafficPolicy.Ports[80].LoadBalancer!.Simple, rule.TrafficPolicy.Ports[9080].LoadBalancer!.Simple));
    }

    [Theory]
    [InlineData("httpHeaderName: x-user", "x-user", false, 1024)]
    [InlineData("useSourceIp: true, ringHash: { minimumRingSize: 2048 }", null, true, 2048)]
    [InlineData("useSourceIp: true, minimumRingSize: 64", null, true, 64)]
    public void A_key_of_a_consistent_hash_is_read(string fields, string? header, bool sourceIp, int ring)
    {
        var hash = HashOf(fields);

        Assert.Equal((header, sourceIp, new HashTable.Ring(ring)), (hash.HeaderName, hash.UseSourceIp, hash.Table));
    }

    [Fact]
    public void A_cookie_and_a_maglev_table_are_read()
    {
        var hash = HashOf("httpCookie: { name: user, path: /, ttl: 0s, attributes: [{ name: SameSite, value: Lax }] }, maglev: { tableSize: 101 }");

        Assert.Equal(("user", "/", TimeSpan.Zero), (hash.Cookie!.Name, hash.Cookie.Path, hash.Cookie.Ttl));
        Assert.Equal(KeyValuePair.Create("SameSite", "Lax"), Assert.Single(hash.Cookie.Attributes));
        Assert.Equal(new HashTable.Maglev(101), hash.Table);
    }

    [Fact]
    public void Localities_are_read()
    {
        var locality = Reads.Good<DestinationRule>(Reads.DestinationRule("""
            host: order
            trafficPolicy:
              loadBalancer:
                simple: ROUND_ROBIN
                localityLbSetting:
                  enabled: true
                  distribute:
                  - from: eu/one/*
                    to: { "eu/one/*": 70, "eu/two/*": 30 }
            """)).TrafficPolicy.LoadBalancer!.Locality!;

        Assert.True(locality.Enabled);
        Assert.Equal(("eu/one/*", 70, 30), (locality.Distribute[0].From, locality.Distribute[0].To["eu/one/*"], locality.Distribute[0].To["eu/two/*"]));
    }

    [Theory]
    [InlineData("loadBalancer: { simple: PASSTHROUGH }", "must be one of UNSPECIFIED, LEAST_REQUEST, LEAST_CONN, ROUND_ROBIN, RANDOM, not PASSTHROUGH")]
    [InlineData("loadBalancer: { simple: ROUNDROBIN }", "did you mean 'ROUND_ROBIN'?")]
    [InlineData("loadBalancer: { consistentHash: { ringHash: {} } }", "spec.trafficPolicy.loadBalancer.consistentHash: needs one of httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName")]
    [InlineData("loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 100 } } }", "maglev.tableSize: must be a prime number up to 5000011, not 100")]
    [InlineData("loadBalancer: { warmup: { aggression: 1 } }", "spec.trafficPolicy.loadBalancer.warmup.duration: is missing")]
    [InlineData("loadBalancer: { localityLbSetting: { distribute: [{ from: a/*, to: { a/*: 50 } }] } }", "distribute[0].to: the shares must be 100 together, not 50")]
    [InlineData("loadBalancer: { localityLbSetting: { distribute: [], failover: [] } }", "failover: cannot be together with distribute")]
    [InlineData("connectionPool: { http: { maxConcurrentStreams: 10 } }", "spec.trafficPolicy.connectionPool.http.maxConcurrentStreams: is not supported")]
    [InlineData("outlierDetection: { consecutiveErrors: 5 }", "consecutiveErrors: is not supported: it was replaced by consecutive5xxErrors and consecutiveGatewayErrors")]
    [InlineData("outlierDetection: { maxEjectionPercent: 200 }", "maxEjectionPercent: must be a whole number from 0 to 100, not 200")]
    [InlineData("tls: { mode: MUTUAL, privateKey: key.pem }", "spec.trafficPolicy.tls.clientCertificate: is missing: mode MUTUAL needs it")]
    [InlineData("tls: { mode: SIMPLE, credentialName: secret }", "spec.trafficPolicy.tls.credentialName: is not supported: there are no Kubernetes secrets here")]
    [InlineData("tunnel: { targetHost: a, targetPort: 1 }", "spec.trafficPolicy.tunnel: is not supported")]
    [InlineData("portLevelSettings: [{ port: { number: 80 } }, { port: { number: 80 } }]", "spec.trafficPolicy.portLevelSettings: port 80 is there twice")]
    public void What_cannot_be_obeyed_is_an_error_that_names_the_place(string policy, string expected) =>
        Assert.Contains(Reads.Faults(Reads.DestinationRule($"host: order\ntrafficPolicy: {{ {policy} }}")), fault => fault.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Two_subsets_of_a_name_are_an_error() => Assert.Equal(
        ["8: spec.subsets: 'v1' is there twice: each subset needs a name of its own"], Reads.Faults(Reads.DestinationRule("host: order\nsubsets:\n- name: v1\n- name: v1")));

    static ConsistentHash HashOf(string fields) =>
        Reads.Good<DestinationRule>(Reads.DestinationRule($"host: order\ntrafficPolicy: {{ loadBalancer: {{ consistentHash: {{ {fields} }} }} }}")).TrafficPolicy.LoadBalancer!.ConsistentHash!;
}
