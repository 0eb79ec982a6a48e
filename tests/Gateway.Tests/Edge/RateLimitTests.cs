using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Edge;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Edge;

public sealed class RateLimitTests
{
    const string Limited = "/api/orders/limited";

    readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_client_that_asks_too_often_is_told_when_to_come_again_and_the_service_is_not_asked()
    {
        await using var gateway = await EdgeGateway.StartAsync([.. Limit(("Paths:0", Limited))]);
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");
        var before = order.Requests;

        Assert.Equal("200", await AskAsync(gateway, 1, Limited));
        Assert.Equal("200 429", await AskAsync(gateway, 2, "/API//orders/limited/1"));
        using var refused = await gateway.Client.GetAsync(new Uri(Limited, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(before + 2, order.Requests);
        // Two a day, and one of them is due in half a day, less the little that has passed.
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromHours(11.9), TimeSpan.FromHours(12));
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:modular:problem:too-many-requests", problem.GetProperty("type").GetString());
        Assert.Equal("rate-limit", problem.GetProperty("reason").GetString());
        Assert.Equal("mine", problem.GetProperty("limit").GetString());
        // Other paths, and the gateway's own health, are not limited.
        Assert.Equal("200 200 200", await AskAsync(gateway, 3, "/api/orders/1"));
        Assert.Equal("200 200 200", await AskAsync(gateway, 3, "/health/live"));
    }

    [Fact]
    public async Task Each_key_has_its_own_bucket_and_who_has_none_has_that_of_the_address()
    {
        await using var gateway = await EdgeGateway.StartAsync([.. Limit(("Paths:0", Limited), ("Per", "header:X-Api-Key"))]);
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");

        foreach (var key in new[] { "a", "b", null })
            Assert.Equal("200 200 429", await AskAsync(gateway, 3, Limited, "X-Api-Key", key));
    }

    [Fact]
    public async Task Clients_behind_a_trusted_proxy_are_told_apart()
    {
        await using var gateway = await EdgeGateway.StartAsync([.. Limit(("Paths:0", Limited)), ("Forwarding:TrustedProxies:0", "127.0.0.1")]);
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");

        foreach (var client in new[] { "203.0.113.7", "203.0.113.8" })
            Assert.Equal("200 200 429", await AskAsync(gateway, 3, Limited, "X-Forwarded-For", client));
    }

    [Fact]
    public async Task A_limit_of_one_service_is_none_of_another()
    {
        await using var gateway = await EdgeGateway.StartAsync([.. Limit(("Services:0", "order"), ("Per", "header:X-Api-Key"))]);
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        gateway.Registry.Tell("payment", order.Instance("payment", "/api/payments"));
        // Without a key: what is asked for until it is routed fills another bucket than the test's.
        await gateway.RoutedAsync("/api/payments");
        await Eventually.SoAsync(async () => await AskAsync(gateway, 1, "/api/orders") is "200" or "429");

        Assert.Equal("200 200 429", await AskAsync(gateway, 3, "/api/orders", "X-Api-Key", "a"));
        Assert.Equal("200 200 200", await AskAsync(gateway, 3, "/api/payments", "X-Api-Key", "a"));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_client_is_an_address_or_a_network_of_version_6(string one, string other, bool areSame)
    {
        var limit = new RateLimit { Requests = 1 };

        Assert.Equal(areSame, RateLimits.KeyOf(limit, IPAddress.Parse(one), new HeaderDictionary(), Keys(1)) == RateLimits.KeyOf(limit, IPAddress.Parse(other), new HeaderDictionary(), Keys(1)));
    }

    [Fact]
    public void A_key_that_is_too_long_or_said_twice_is_none()
    {
        var limit = new RateLimit { Requests = 1, Per = "header:X-Api-Key" };

        Assert.Equal("X-Api-Key=a", RateLimits.KeyOf(limit, IPAddress.Loopback, new HeaderDictionary { ["X-Api-Key"] = "a" }, Keys(1)));
        Assert.Equal("127.0.0.1", RateLimits.KeyOf(limit, IPAddress.Loopback, new HeaderDictionary { ["X-Api-Key"] = new string('a', 257) }, Keys(1)));
        Assert.Equal("127.0.0.1", RateLimits.KeyOf(limit, IPAddress.Loopback, new HeaderDictionary { ["X-Api-Key"] = new(["a", "b"]) }, Keys(1)));
    }

    [Fact]
    public void Beyond_so_many_keys_a_new_one_is_none_and_those_that_are_known_keep_their_buckets()
    {
        var limit = new RateLimit { Requests = 1, Per = "header:X-Api-Key" };
        var keys = Keys(2);
        string Bucket(string key) => RateLimits.KeyOf(limit, IPAddress.Loopback, new HeaderDictionary { ["X-Api-Key"] = key }, keys);

        Assert.Equal(["X-Api-Key=a", "X-Api-Key=b", "127.0.0.1", "X-Api-Key=a"], new[] { "a", "b", "c", "a" }.Select(Bucket));
    }

    [Fact]
    public void A_key_is_forgotten_once_its_bucket_is_full_again()
    {
        var keys = Keys(2);
        Assert.True(keys.Admits("a") && keys.Admits("b"));

        _time.Advance(TimeSpan.FromMinutes(40));
        Assert.True(keys.Admits("a"));
        Assert.False(keys.Admits("c"));
        _time.Advance(TimeSpan.FromMinutes(30));

        // b was seen 70 minutes ago, a 30.
        Assert.True(keys.Admits("c"));
        Assert.False(keys.Admits("b"));
        Assert.True(keys.Admits("a"));
    }

    [Fact]
    public void Many_at_once_are_no_more_than_so_many()
    {
        var keys = Keys(100);
        var admitted = 0;

        Parallel.For(0, 10_000, number =>
        {
            if (keys.Admits($"{number}"))
                Interlocked.Increment(ref admitted);
        });

        Assert.Equal(100, admitted);
    }

    [Theory]
    [InlineData(10, 1_000, 0, 1_000)]
    // 100 come back in a second: 500 in five.
    [InlineData(100, 1_000, 500, 5_000)]
    [InlineData(2, 86_400_000, 0, 86_400_000)]
    public void An_empty_bucket_is_full_again_when_all_that_it_holds_came_back(int requests, int window, int burst, int full) =>
        Assert.Equal(full, RateLimits.FullAfter(RateLimits.BucketOf(new() { Requests = requests, Window = TimeSpan.FromMilliseconds(window), Burst = burst })).TotalMilliseconds, 0.01);

    [Theory]
    [InlineData(2, 1_000, 0, 2, 1, 500)]
    [InlineData(100, 1_000, 20, 20, 1, 10)]
    [InlineData(10_000, 1_000, 0, 10_000, 100, 10)]
    [InlineData(150, 1_000, 1, 1, 2, 13.3333)]
    [InlineData(1, 86_400_000, 0, 1, 1, 86_400_000)]
    public void Requests_come_back_evenly_and_as_many_as_was_said(int requests, int window, int burst, int holds, int tokens, double every)
    {
        var bucket = RateLimits.BucketOf(new() { Requests = requests, Window = TimeSpan.FromMilliseconds(window), Burst = burst });

        Assert.Equal((holds, tokens), (bucket.TokenLimit, bucket.TokensPerPeriod));
        Assert.Equal(every, bucket.ReplenishmentPeriod.TotalMilliseconds, 0.001);
    }

    KnownKeys Keys(int most) => new(most, TimeSpan.FromHours(1), _time);

    static IEnumerable<(string Key, string Value)> Limit(params (string Key, string Value)[] settings) =>
        [("Edge:RateLimits:mine:Requests", "2"), ("Edge:RateLimits:mine:Window", "1.00:00:00"), .. settings.Select(setting => ($"Edge:RateLimits:mine:{setting.Key}", setting.Value))];

    /// <summary>The statuses of as many answers.</summary>
    static async Task<string> AskAsync(EdgeGateway gateway, int times, string path, string header = "X-None", string? value = null)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (value is not null)
                request.Headers.Add(header, value);
            using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            statuses.Add((int)answer.StatusCode);
        }

        return string.Join(' ', statuses);
    }
}
