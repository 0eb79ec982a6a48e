using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Tests.Registry;

/// <summary>The keys that gateways share, over real sockets.</summary>
public sealed class KeysTests : IAsyncLifetime
{
    readonly CancellationTokenSource _stop = new();
    RunningRegistry _registry = null!;
    ConsulKeys _keys = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await RunningRegistry.StartedAsync();
        _keys = Open();
    }

    [Fact]
    public async Task A_key_is_set_only_if_it_still_is_as_expected()
    {
        Assert.True(await _keys.PutAsync("modular/canaries/order", "first é", expected: 0, Cancellation));
        Assert.False(await _keys.PutAsync("modular/canaries/order", "lost", expected: 0, Cancellation));
        var first = await _keys.GetAsync("modular/canaries/order", Cancellation);
        Assert.Equal("first é", first!.Value);

        Assert.True(await _keys.PutAsync("modular/canaries/order", "second", first.Version, Cancellation));
        Assert.False(await _keys.PutAsync("modular/canaries/order", "lost", first.Version, Cancellation));
        Assert.False(await _keys.DeleteAsync("modular/canaries/order", first.Version, Cancellation));
        Assert.Equal("second", (await _keys.GetAsync("modular/canaries/order", Cancellation))!.Value);

        Assert.True(await _keys.DeleteAsync("modular/canaries/order", expected: null, Cancellation));
        Assert.Null(await _keys.GetAsync("modular/canaries/order", Cancellation));
    }

    [Fact]
    public async Task Whoever_follows_a_prefix_is_told_what_is_there_and_every_change()
    {
        await _keys.PutAsync("other/x", "not told", expected: null, Cancellation);
        var told = Follow("modular/");
        await Eventually.SoAsync(() => told.Count == 1);
        Assert.Empty(Last(told));

        await _keys.PutAsync("modular/b", "2", expected: null, Cancellation);
        await _keys.PutAsync("modular/a", "1", expected: null, Cancellation);
        await Eventually.SoAsync(() => string.Join(',', Last(told).Select(key => $"{key.Key}={key.Value}")) == "modular/a=1,modular/b=2");

        await _keys.DeleteAsync("modular/a", expected: null, Cancellation);
        await _keys.DeleteAsync("modular/b", expected: null, Cancellation);
        await Eventually.SoAsync(() => Last(told).Count == 0);
    }

    [Fact]
    public async Task A_registry_that_is_gone_tells_nothing_until_it_is_back()
    {
        await _keys.PutAsync("modular/a", "1", expected: null, Cancellation);
        var told = Follow("modular/");
        await Eventually.SoAsync(() => told.Count == 1);

        await _registry.KillAsync();
        await Assert.ThrowsAsync<ConsulException>(() => _keys.GetAsync("modular/a", Cancellation));
        Assert.Single(told);

        await _registry.StartAsync();
        // The second one makes its index another than the one that was known of the registry before.
        await _keys.PutAsync("modular/a", "2", expected: null, Cancellation);
        await _keys.PutAsync("modular/a", "3", expected: null, Cancellation);
        await Eventually.SoAsync(() => Last(told) is [{ Value: "3" }]);
    }

    [Fact]
    public async Task One_of_two_leads_and_the_other_follows_when_it_stops()
    {
        using var other = Open();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var leads = new ConcurrentQueue<string>();
        var leading = LeadAsync(_keys, "first", first.Token);
        await Eventually.SoAsync(() => leads.Contains("first"));
        var waiting = LeadAsync(other, "second", second.Token);
        await Eventually.SoAsync(async () => (await _keys.GetAsync("modular/leader", Cancellation))?.Value == "first");
        Assert.DoesNotContain("second", leads);

        await first.CancelAsync();
        await leading;
        Assert.Contains("first ended", leads);
        await Eventually.SoAsync(() => leads.Contains("second"));

        await second.CancelAsync();
        await waiting;

        async Task LeadAsync(ConsulKeys keys, string name, CancellationToken cancellation)
        {
            var led = keys.LeadAsync(
                "modular/leader",
                name,
                async held =>
                {
                    leads.Enqueue(name);
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    leads.Enqueue($"{name} ended");
                },
                cancellation);
            await led.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [Fact]
    public async Task A_leader_that_dies_is_followed_by_the_next_since_its_session_ends_by_itself()
    {
        using var http = new HttpClient { BaseAddress = _registry.Address };
        using var stop = new CancellationTokenSource();
        var led = false;
        var leading = _keys.LeadAsync("modular/leader", "first", held =>
        {
            led = true;
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, held);
        }, stop.Token);
        await Eventually.SoAsync(() => led);

        var sessions = await http.GetFromJsonAsync<JsonElement>("/v1/session/list", Cancellation);
        Assert.Equal(
            ("first", "10s", 1_000_000_000L),
            (sessions[0].GetProperty("Name").GetString(), sessions[0].GetProperty("TTL").GetString(), sessions[0].GetProperty("LockDelay").GetInt64()));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leading);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _keys.Dispose();
        await _registry.DisposeAsync();
        _stop.Dispose();
    }

    ConsulKeys Open() => new(
        _registry.Options with { FirstRetry = TimeSpan.FromMilliseconds(10), LongestRetry = TimeSpan.FromMilliseconds(50) },
        TimeProvider.System,
        () => 0.5,
        NullLogger<ConsulKeys>.Instance);

    ConcurrentQueue<IReadOnlyList<StoredKey>> Follow(string prefix)
    {
        var told = new ConcurrentQueue<IReadOnlyList<StoredKey>>();
        _ = FollowAsync();
        return told;

        async Task FollowAsync()
        {
            try
            {
                await foreach (var keys in _keys.FollowAsync(prefix, _stop.Token))
                    told.Enqueue(keys);
            }
            catch (OperationCanceledException)
            {
                // The test has ended.
            }
        }
    }

    static IReadOnlyList<StoredKey> Last(ConcurrentQueue<IReadOnlyList<StoredKey>> told) => told.Last();
}
