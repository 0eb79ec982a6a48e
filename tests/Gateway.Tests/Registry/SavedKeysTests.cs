using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;

namespace Modular.Gateway.Tests.Registry;

public sealed class SavedKeysTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new();
    RunningRegistry _registry = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string File => Path.Combine(_folder.Path, "deep", "keys.json");

    public async ValueTask InitializeAsync() => _registry = await RunningRegistry.StartedAsync(File);

    [Fact]
    public async Task Keys_outlive_the_registry_with_their_versions_and_services_do_not()
    {
        await PutAsync("kv/modular/a", "one");
        await PutAsync("kv/modular/b?flags=7", "");
        await PutAsync("agent/service/register", """{"Name":"order"}""");
        var before = await KeysAsync("modular/");

        await RestartAsync();

        Assert.Equal(before.Select(key => key.GetRawText()), (await KeysAsync("modular/")).Select(key => key.GetRawText()));
        Assert.Equal("false", await PutAsync("kv/modular/a?cas=0", "two"));
        Assert.Equal("[]", await _http.GetStringAsync(At("health/service/order"), Cancellation));
    }

    [Fact]
    public async Task Deleted_keys_stay_deleted()
    {
        await PutAsync("kv/a", "one");
        await RestartAsync();
        await _http.DeleteAsync(At("kv/a"), Cancellation);

        await RestartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("kv/a")).Status);
    }

    [Theory]
    [InlineData("kv/a")]
    [InlineData("kv/gone")]
    [InlineData("kv/?recurse")]
    [InlineData("health/service/order")]
    [InlineData("health/state/any")]
    [InlineData("catalog/services")]
    [InlineData("session/list")]
    public async Task No_index_goes_backwards_and_who_waited_hears_at_once(string path)
    {
        for (var i = 0; i < 20; i++)
            await PutAsync("agent/service/register", $$"""{"Name":"order","Check":{"TTL":"1m"},"Port":{{i + 1}} }""");
        await PutAsync("session/create", "{}");
        await PutAsync("kv/a", "one");
        await PutAsync("kv/gone", "one");
        await _http.DeleteAsync(At("kv/gone"), Cancellation);
        var before = (await GetAsync(path)).Index;

        await RestartAsync();

        var again = await GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}index={before}&wait=5m");
        Assert.True(again.Index > before, $"{again.Index} is not after {before}");
        var version = (await KeysAsync("a")).Single().GetProperty("ModifyIndex").GetUInt64();
        await PutAsync("kv/a", "two");
        Assert.True((await KeysAsync("a")).Single().GetProperty("ModifyIndex").GetUInt64() > Math.Max(version, again.Index));
    }

    [Fact]
    public async Task Locks_are_free_after_a_restart_and_keys_that_go_with_their_session_are_gone()
    {
        var (keeping, deleting) = (await SessionAsync("release"), await SessionAsync("delete"));
        await PutAsync($"kv/kept?acquire={keeping}", "one");
        await PutAsync($"kv/dropped?acquire={deleting}", "one");
        var before = (await KeysAsync("kept")).Single();

        await RestartAsync();

        var after = (await KeysAsync("kept")).Single();
        Assert.False(after.TryGetProperty("Session", out _));
        Assert.True(after.GetProperty("ModifyIndex").GetUInt64() > before.GetProperty("ModifyIndex").GetUInt64());
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("kv/dropped")).Status);
        Assert.Equal("true", await PutAsync($"kv/kept?acquire={await SessionAsync("release")}", "two"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"Index":5,"Keys":[{"CreateIndex":2,"Modi""")]
    [InlineData("""{"Index":5}""")]
    [InlineData("""{"Index":5,"Keys":[null]}""")]
    public async Task A_damaged_file_is_set_aside_and_the_registry_starts_empty(string damaged)
    {
        await _registry.KillAsync();
        await System.IO.File.WriteAllTextAsync(File, damaged, Cancellation);

        await _registry.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("kv/?recurse")).Status);
        await PutAsync("kv/a", "one");
        await RestartAsync();

        Assert.Single(await KeysAsync("a"));
        Assert.Equal(damaged, await System.IO.File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!, "keys.json.damaged-*")), Cancellation));
    }

    [Fact]
    public async Task What_was_put_a_moment_ago_outlives_a_killed_gateway()
    {
        await using var gateway = new GatewayProcess(File + ".2");
        await gateway.StartAsync();
        Assert.Equal("true", await gateway.PutAsync("kv/modular/canaries/order", "step 3"));
        await Eventually.SoAsync(() => System.IO.File.ReadAllText(File + ".2").Contains("modular/canaries/order", StringComparison.Ordinal));

        await gateway.KillAsync();
        await gateway.StartAsync();

        Assert.Equal("step 3", await gateway.GetAsync("kv/modular/canaries/order?raw"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    async Task RestartAsync()
    {
        await _registry.KillAsync();
        await _registry.StartAsync();
    }

    Uri At(string path) => new(_registry.Address, $"/v1/{path}");

    async Task<string> PutAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await _http.PutAsync(At(path), content, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    async Task<(HttpStatusCode Status, ulong Index)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(At(path), Cancellation);
        return (response.StatusCode, ulong.Parse(response.Headers.GetValues("X-Consul-Index").Single(), System.Globalization.CultureInfo.InvariantCulture));
    }

    async Task<IReadOnlyList<JsonElement>> KeysAsync(string prefix) =>
        [.. (await _http.GetFromJsonAsync<JsonElement>(At($"kv/{prefix}?recurse"), Cancellation)).EnumerateArray()];

    async Task<string> SessionAsync(string behavior) =>
        JsonDocument.Parse(await PutAsync("session/create", $$"""{"Behavior":"{{behavior}}"}""")).RootElement.GetProperty("ID").GetString()!;
}
