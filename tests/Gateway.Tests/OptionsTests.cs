using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Modular.Gateway.Admin;
using Modular.Gateway.Configuration;
using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Health;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_pinned()
    {
        var configuration = Configuration();

        Assert.Equal(
            new DiscoveryOptions
            {
                RouteInterval = TimeSpan.FromSeconds(1),
                GuardedRemovalShare = 0.5,
                HoldRemovalFor = TimeSpan.FromSeconds(15),
                ReadyWithoutRegistryAfter = TimeSpan.FromSeconds(10),
            },
            configuration.Read<DiscoveryOptions>("Discovery"));
        Assert.Equal(
            new HealthOptions
            {
                Active = true,
                Interval = TimeSpan.FromSeconds(5),
                Timeout = TimeSpan.FromSeconds(2),
                Fall = 3,
                Rise = 2,
                ConsecutiveFailures = 5,
                TrippedFor = TimeSpan.FromSeconds(30),
                PanicThreshold = 0.5,
            },
            configuration.Read<HealthOptions>("Health"));
        Assert.Equal(
            new BalancingOptions
            {
                Policy = "peak-ewma",
                Decay = TimeSpan.FromSeconds(10),
                InitialRtt = TimeSpan.FromMilliseconds(30),
                SlowStart = TimeSpan.FromSeconds(10),
                Aggression = 1,
            },
            configuration.Read<BalancingOptions>("Balancing"));
        Assert.Equal(
            new ForwardingOptions { ConnectTimeout = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromSeconds(100), Retries = 1, ReplayBytes = 65536, TrustedProxies = [] },
            configuration.Read<ForwardingOptions>("Forwarding"));
        Assert.Equal(new MeshOptions { Certificate = null, PrivateKey = null, Authorities = null }, configuration.Read<MeshOptions>("Mesh"));
        Assert.Equal(
            new LimitOptions
            {
                ActiveRequests = 1024,
                PendingRequests = 1024,
                RetryFloor = 3,
                RetryShare = 0.2,
                RetryInterval = null,
                RetryCap = null,
                RetryShareCounts = true,
                Connections = new() { MaxConnections = null, Reuse = true, Http2 = false, KeepAlive = false },
                Adaptive = new() { Enabled = false, Initial = 20, Least = 20, Most = 200, Window = TimeSpan.FromSeconds(1) },
            }, configuration.Read<LimitOptions>("Limits"));
        Assert.Equal(
            new BreakerOptions { ConsecutiveFailures = 7, SuccessRate = 0, Window = TimeSpan.FromSeconds(10), MinRequests = 5, Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(1), Jitter = 0.5 },
            configuration.Read<BreakerOptions>("Breaker"));
        Assert.Equal(
            new OutlierOptions
            {
                Interval = TimeSpan.FromSeconds(10),
                MaxEjectionTime = TimeSpan.FromMinutes(5),
                MaxEjectionPercent = 10,
                MinHealthPercent = 0,
                ConsecutiveGatewayErrors = 0,
                SplitLocalErrors = false,
                ConsecutiveLocalFailures = 5,
                SuccessRateHosts = 5,
                SuccessRateRequests = 100,
                SuccessRateDeviations = 1.9,
            },
            configuration.Read<OutlierOptions>("Outliers"));
        Assert.Equal(new AdminOptions { Urls = "http://127.0.0.1:8001" }, configuration.Read<AdminOptions>("Admin"));
    }

    [Fact]
    public void A_service_has_settings_of_its_own_over_those_for_all()
    {
        var configuration = Configuration(("Health:Fall", "7"), ("Health:Rise", "8"), ("Services:order:Health:Fall", "9"));

        Assert.Equal(new HealthOptions { Fall = 9, Rise = 8 }, configuration.ReadFor<HealthOptions>("order", "Health"));
        Assert.Equal(new HealthOptions { Fall = 7, Rise = 8 }, configuration.ReadFor<HealthOptions>("payment", "Health"));
    }

    [Theory]
    [InlineData("Limits:ActiveRequests", "0", "Limits:ActiveRequests must be between 1 and 1000000, not 0.")]
    [InlineData("Limits:RetryFloor", "-1", "Limits:RetryFloor must be between 0 and 10000, not -1.")]
    [InlineData("Limits:RetryShare", "1.1", "Limits:RetryShare must be between 0 and 1, not 1.1.")]
    [InlineData("Limits:RetryCap", "-1", "Limits:RetryCap must be between 0 and 1000000, not -1.")]
    [InlineData("Limits:RetryShareCounts", "false", "Limits:RetryShareCounts must be true without a RetryCap: nothing would limit repetitions.")]
    [InlineData("Limits:PendingRequests", "-1", "Limits:PendingRequests must be between 0 and 1000000, not -1.")]
    [InlineData("Limits:RetryInterval", "00:00:00", "Limits:RetryInterval must be between 00:00:00.100 and 01:00:00, not 00:00:00.")]
    [InlineData("Limits:Connections:MaxConnections", "0", "Limits:Connections:MaxConnections must be between 1 and 1000000, not 0.")]
    [InlineData("Limits:Connections:KeepAliveProbes", "128", "Limits:Connections:KeepAliveProbes must be between 1 and 127, not 128.")]
    [InlineData("Limits:Connections:PingInterval", "00:00:00.5", "Limits:Connections:PingInterval must be between 00:00:01 and 1.00:00:00, not 00:00:00.5000000.")]
    [InlineData("Limits:Adaptive:Initial", "10", "Limits:Adaptive:Initial must be between Limits:Adaptive:Least and Limits:Adaptive:Most, not 10.")]
    [InlineData("Limits:Adaptive:Least", "0", "Limits:Adaptive:Least must be between 1 and 1000000, not 0.")]
    [InlineData("Limits:Adaptive:Window", "00:02:00", "Limits:Adaptive:Window must be between 00:00:00.010 and 00:01:00, not 00:02:00.")]
    [InlineData("Breaker:SuccessRate", "1.1", "Breaker:SuccessRate must be between 0 (off) and 1, not 1.1.")]
    [InlineData("Breaker:Window", "02:00:00", "Breaker:Window must be between 00:00:00.100 and 01:00:00, not 02:00:00.")]
    [InlineData("Breaker:MinRequests", "0", "Breaker:MinRequests must be between 1 and 1000000, not 0.")]
    [InlineData("Outliers:MinHealthPercent", "101", "Outliers:MinHealthPercent must be between 0 and 100, not 101.")]
    [InlineData("Outliers:ConsecutiveGatewayErrors", "-1", "Outliers:ConsecutiveGatewayErrors must be between 0 (off) and 10000, not -1.")]
    [InlineData("Outliers:ConsecutiveLocalFailures", "-1", "Outliers:ConsecutiveLocalFailures must be between 0 (off) and 10000, not -1.")]
    [InlineData("Breaker:ConsecutiveFailures", "-1", "Breaker:ConsecutiveFailures must be between 0 (off) and 10000, not -1.")]
    [InlineData("Breaker:Shortest", "00:00:00", "Breaker:Shortest must be between 00:00:00.010 and 01:00:00, not 00:00:00.")]
    [InlineData("Breaker:Longest", "00:00:00.5", "Breaker:Longest must be between Breaker:Shortest and 01:00:00, not 00:00:00.5000000.")]
    [InlineData("Breaker:Jitter", "2", "Breaker:Jitter must be between 0 and 1, not 2.")]
    [InlineData("Outliers:Interval", "00:00:00", "Outliers:Interval must be between 00:00:00.100 and 01:00:00, not 00:00:00.")]
    [InlineData("Outliers:MaxEjectionPercent", "101", "Outliers:MaxEjectionPercent must be between 0 and 100, not 101.")]
    [InlineData("Outliers:SuccessRateHosts", "1", "Outliers:SuccessRateHosts must be between 2 and 10000, or 0 (off), not 1.")]
    [InlineData("Discovery:RouteInterval", "00:02:00", "Discovery:RouteInterval must be between 0 and 00:01:00, not 00:02:00.")]
    [InlineData("Discovery:GuardedRemovalShare", "0", "Discovery:GuardedRemovalShare must be above 0 and at most 1, not 0.")]
    [InlineData("Discovery:HoldRemovalFor", "-00:00:01", "Discovery:HoldRemovalFor must be between 0 and 00:10:00, not -00:00:01.")]
    [InlineData("Discovery:ReadyWithoutRegistryAfter", "00:11:00", "Discovery:ReadyWithoutRegistryAfter must be between 0 and 00:10:00, not 00:11:00.")]
    [InlineData("Health:Interval", "00:00:00", "Health:Interval must be between 00:00:00.010 and 00:10:00, not 00:00:00.")]
    [InlineData("Health:Timeout", "00:11:00", "Health:Timeout must be between 00:00:00.010 and 00:10:00, not 00:11:00.")]
    [InlineData("Health:TrippedFor", "00:00:00", "Health:TrippedFor must be between 00:00:00.010 and 00:10:00, not 00:00:00.")]
    [InlineData("Health:Fall", "0", "Health:Fall must be between 1 and 100, not 0.")]
    [InlineData("Health:Rise", "101", "Health:Rise must be between 1 and 100, not 101.")]
    [InlineData("Health:ConsecutiveFailures", "-1", "Health:ConsecutiveFailures must be between 0 (off) and 10000, not -1.")]
    [InlineData("Health:PanicThreshold", "1.1", "Health:PanicThreshold must be between 0 (off) and 1, not 1.1.")]
    [InlineData("Balancing:Policy", "best", "Balancing:Policy must be one of peak-ewma, least-request, round-robin, random, not 'best'.")]
    [InlineData("Balancing:Decay", "00:00:00", "Balancing:Decay must be between 00:00:00.010 and 00:10:00, not 00:00:00.")]
    [InlineData("Balancing:InitialRtt", "00:00:00", "Balancing:InitialRtt must be above 0 and at most 00:10:00, not 00:00:00.")]
    [InlineData("Balancing:SlowStart", "00:11:00", "Balancing:SlowStart must be between 0 (off) and 00:10:00, not 00:11:00.")]
    [InlineData("Balancing:Aggression", "0", "Balancing:Aggression must be above 0 and at most 100, not 0.")]
    [InlineData("Forwarding:ConnectTimeout", "00:02:00", "Forwarding:ConnectTimeout must be between 00:00:00.010 and 00:01:00, not 00:02:00.")]
    [InlineData("Forwarding:IdleTimeout", "00:00:00", "Forwarding:IdleTimeout must be between 00:00:00.010 and 1.00:00:00, not 00:00:00.")]
    [InlineData("Forwarding:Retries", "11", "Forwarding:Retries must be between 0 and 10, not 11.")]
    [InlineData("Forwarding:TrustedProxies:0", "10.0.0.0/99", "Forwarding:TrustedProxies: '10.0.0.0/99' is neither an address nor a network such as 10.0.0.0/8.")]
    [InlineData("Forwarding:ReplayBytes", "-1", "Forwarding:ReplayBytes must be between 0 and 16777216, not -1.")]
    [InlineData("Admin:Urls", "8001", "Admin:Urls must be http or https addresses between semicolons, not '8001'.")]
    public void A_value_out_of_range_is_named(string key, string value, string failure)
    {
        var configuration = Configuration((key, value));

        var error = Assert.Throws<OptionsValidationException>(() => Read(configuration, key.Split(':')[0]));

        Assert.Equal(failure, Assert.Single(error.Failures));
    }

    [Fact]
    public void A_certificate_of_a_mesh_needs_its_key_and_the_authorities() => Assert.Equal(
        ["Mesh:PrivateKey must name a PEM file: a certificate, its key and the authorities go together.", "Mesh:Authorities must name a PEM file: a certificate, its key and the authorities go together."],
        Assert.Throws<OptionsValidationException>(() => Read(Configuration(("Mesh:Certificate", "gateway.pem")), "Mesh")).Failures);

    [Theory]
    [InlineData("")]
    [InlineData("http://*:8001")]
    [InlineData("http://+:8001;https://10.0.0.1:8002")]
    public void The_api_listens_where_kestrel_can(string urls) => Assert.Equal(urls, Configuration(("Admin:Urls", urls)).Read<AdminOptions>("Admin").Urls);

    static IGatewayOptions Read(IConfiguration configuration, string section) => section switch
    {
        "Discovery" => configuration.Read<DiscoveryOptions>(section),
        "Health" => configuration.Read<HealthOptions>(section),
        "Balancing" => configuration.Read<BalancingOptions>(section),
        "Forwarding" => configuration.Read<ForwardingOptions>(section),
        "Limits" => configuration.Read<LimitOptions>(section),
        "Breaker" => configuration.Read<BreakerOptions>(section),
        "Outliers" => configuration.Read<OutlierOptions>(section),
        "Mesh" => configuration.Read<MeshOptions>(section),
        _ => configuration.Read<AdminOptions>(section),
    };

    static IConfiguration Configuration(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)))
        .Build();
}
