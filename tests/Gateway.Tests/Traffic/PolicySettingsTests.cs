using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.Traffic;

public sealed class PolicySettingsTests
{
    const string All =
        """
        host: order
        trafficPolicy:
          connectionPool:
            tcp:
              maxConnections: 5
              connectTimeout: 30ms
              maxConnectionDuration: 1h
              tcpKeepalive: { probes: 3, time: 60s, interval: 10s }
            http:
              http1MaxPendingRequests: 6
              http2MaxRequests: 7
              maxRequestsPerConnection: 1
              maxRetries: 8
              idleTimeout: 9s
              h2UpgradePolicy: UPGRADE
              http2KeepAlive: { interval: 11s, timeout: 12s }
          outlierDetection:
            consecutive5xxErrors: 3
            consecutiveGatewayErrors: 2
            splitExternalLocalOriginErrors: true
            consecutiveLocalOriginFailures: 4
            interval: 2s
            baseEjectionTime: 15s
            maxEjectionPercent: 50
            minHealthPercent: 30
          retryBudget: { percent: 10, minRetryConcurrency: 1, budgetInterval: 5s }
        """;

    readonly ServiceParts _configured = new Given().Service.Parts;

    [Fact]
    public void A_document_wins_over_the_configuration()
    {
        var parts = Policy(All).Over(_configured);

        Assert.Equal(
            new LimitOptions
            {
                ActiveRequests = 7,
                PendingRequests = 6,
                RetryFloor = 1,
                RetryShare = 0.1,
                RetryInterval = TimeSpan.FromSeconds(5),
                RetryCap = 8,
                Connections = new()
                {
                    MaxConnections = 5,
                    ConnectTimeout = TimeSpan.FromMilliseconds(30),
                    IdleTimeout = TimeSpan.FromSeconds(9),
                    MaxDuration = TimeSpan.FromHours(1),
                    Reuse = false,
                    Http2 = true,
                    PingInterval = TimeSpan.FromSeconds(11),
                    PingTimeout = TimeSpan.FromSeconds(12),
                    KeepAlive = true,
                    KeepAliveTime = TimeSpan.FromSeconds(60),
                    KeepAliveInterval = TimeSpan.FromSeconds(10),
                    KeepAliveProbes = 3,
                },
            },
            parts.Limits);
        Assert.Equal(
            new OutlierOptions
            {
                Interval = TimeSpan.FromSeconds(2),
                MaxEjectionPercent = 50,
                MinHealthPercent = 30,
                ConsecutiveGatewayErrors = 2,
                SplitLocalErrors = true,
                ConsecutiveLocalFailures = 4,
            },
            parts.Outliers);
        Assert.Equal((3, TimeSpan.FromSeconds(15), 0.3), (parts.Health.ConsecutiveFailures, parts.Health.TrippedFor, parts.Health.PanicThreshold));
    }

    [Fact]
    public void What_a_document_does_not_say_stays_as_configured()
    {
        var configured = Policy(All).Over(_configured);

        Assert.Equal(configured, Policy("host: order").Over(configured));
        Assert.Equal(configured, Policy("host: order\ntrafficPolicy: { connectionPool: { http: { http2MaxRequests: 7 } }, outlierDetection: { interval: 2s } }").Over(configured));
    }

    [Fact]
    public void Most_retries_at_once_are_the_only_limit_of_them_where_no_budget_is_said()
    {
        var capped = Policy("host: order\ntrafficPolicy: { connectionPool: { http: { maxRetries: 1 } } }").Over(_configured).Limits;
        var shared = Policy("host: order\ntrafficPolicy: { retryBudget: { percent: 10 } }").Over(_configured).Limits;

        Assert.Equal(_configured.Limits with { RetryCap = 1, RetryShareCounts = false }, capped);
        Assert.Equal((null, true, 0.1), (shared.RetryCap, shared.RetryShareCounts, shared.RetryShare));
    }

    [Fact]
    public void All_that_a_document_can_say_of_connections_outliers_and_the_retry_budget_is_obeyed() =>
        Assert.Empty(NotObeyed.Check([Reads.Good<DestinationRule>(Reads.DestinationRule(All))], hasMesh: false));

    static TrafficPolicy Policy(string spec) => Reads.Good<DestinationRule>(Reads.DestinationRule(spec)).TrafficPolicy;
}
