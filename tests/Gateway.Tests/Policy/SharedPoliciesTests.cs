using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Registry;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Tests.Policy;

/// <summary>Two gateways and one embedded registry, on real sockets.</summary>
public sealed class SharedPoliciesTests : IAsyncLifetime
{
    const string Path = "/policies/destinationrule/order";
    const string Key = "modular/policies/DestinationRule/order";

    readonly TemporaryFolder _folder = new();
    readonly List<ConsulKeys> _clients = [];
    RunningRegistry _registry = null!;
    TestGateway _one = null!;
    TestGateway _two = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await RunningRegistry.StartedAsync(System.IO.Path.Combine(_folder.Path, "keys.json"));
        _one = await GatewayAsync();
        _two = await GatewayAsync();
    }

    [Fact]
    public async Task A_shared_document_is_obeyed_by_all_gateways_until_it_is_deleted()
    {
        using var put = await PutAsync(_one, $"{Path}?shared=true", Rule("v1"));
        var began = Stopwatch.GetTimestamp();

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.True(Obeys(_one, "v1"));
        await Eventually.SoAsync(() => Obeys(_two, "v1"));
        TestContext.Current.TestOutputHelper!.WriteLine($"The other gateway obeyed {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms after the answer");
        var shown = await _two.AskAsync(Path);
        Assert.Equal(("registry", Key, "in-force", Rule("v1")), (Text(shown, "origin"), Text(shown, "source"), Text(shown, "status"), Text(shown, "text")));
        Assert.Equal(Rule("v1"), (await _clients[0].GetAsync(Key, Cancellation))!.Value);

        using var deleted = await DeleteAsync(_two, $"{Path}?shared=true");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Null(Store(_two).Current.DestinationRuleOf("order"));
        await Eventually.SoAsync(() => Store(_one).Current.DestinationRuleOf("order") is null);
    }

    [Fact]
    public async Task Changes_in_a_row_reach_all_gateways_and_the_last_one_stays()
    {
        foreach (var version in (string[])["v1", "v2", "v3", "v4"])
            await _clients[0].PutAsync("modular/policies/any/where", Rule(version), expected: null, Cancellation);

        await Eventually.SoAsync(() => Obeys(_one, "v4") && Obeys(_two, "v4"));
    }

    [Fact]
    public async Task A_gateway_that_starts_obeys_from_its_first_request()
    {
        using var put = await PutAsync(_one, $"{Path}?shared=true", Rule("v1"));

        await using var third = await GatewayAsync();

        Assert.True(Obeys(third, "v1"));
    }

    [Fact]
    public async Task A_registry_that_is_gone_or_comes_back_changes_nothing()
    {
        using var put = await PutAsync(_one, $"{Path}?shared=true", Rule("v1"));
        await Eventually.SoAsync(() => Obeys(_two, "v1"));

        await _registry.KillAsync();
        using var refused = await PutAsync(_one, $"{Path}?shared=true", Rule("v2"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(Obeys(_one, "v1") && Obeys(_two, "v1"));

        await _registry.StartAsync();
        await Eventually.SoAsync(async () =>
        {
            using var again = await PutAsync(_one, $"{Path}?shared=true", Rule("v3"));
            return again.IsSuccessStatusCode;
        });
        Assert.True(Obeys(_one, "v3"));
        await Eventually.SoAsync(() => Obeys(_two, "v3"));
    }

    [Fact]
    public async Task A_bad_key_disturbs_no_other_and_one_that_becomes_bad_stays_as_it_was()
    {
        await _clients[0].PutAsync("modular/policies/bad", "kind: [", expected: null, Cancellation);
        await _clients[0].PutAsync("modular/policies/two.yaml", $"{Rule("v1")}\n---\n{Rule("v1", "payment")}", expected: null, Cancellation);
        await Eventually.SoAsync(() => Obeys(_one, "v1") && Obeys(_one, "v1", "payment"));
        var bad = Assert.Single((await _one.AskAsync("/policies")).GetProperty("documents").EnumerateArray(), document => Text(document, "source") == "modular/policies/bad");
        Assert.Equal("refused", Text(bad, "status"));

        await _clients[0].PutAsync("modular/policies/two.yaml", $"{Rule("v1")}\n---\n{Rule("v2", "payment").Replace("host:", "hosts:", StringComparison.Ordinal)}", expected: null, Cancellation);

        await Eventually.SoAsync(() => Store(_one).Current.States.Any(state => state.Status == PolicyStatus.Outdated));
        Assert.True(Obeys(_one, "v1") && Obeys(_one, "v1", "payment"));
    }

    [Fact]
    public async Task A_document_with_errors_is_not_shared()
    {
        using var refused = await PutAsync(_one, $"{Path}?shared=true", Rule("v1").Replace("host:", "hosts:", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Null(await _clients[0].GetAsync(Key, Cancellation));
    }

    [Fact]
    public async Task What_was_put_for_one_gateway_counts_there_until_the_document_is_shared()
    {
        using var shared = await PutAsync(_one, $"{Path}?shared=true", Rule("v1"));
        using var own = await PutAsync(_one, Path, Rule("v2"));
        await Eventually.SoAsync(() => Obeys(_two, "v1"));
        Assert.True(Obeys(_one, "v2"));

        using var again = await PutAsync(_one, $"{Path}?shared=true", Rule("v3"));

        Assert.True(Obeys(_one, "v3"));
        using var wrong = await DeleteAsync(_one, Path);
        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        Assert.Contains("?shared=true", await wrong.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_registry_nothing_can_be_shared()
    {
        await using var alone = await TestGateway.StartAsync(("Policies:Folder", ""));

        using var refused = await PutAsync(alone, $"{Path}?shared=true", Rule("v1"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("Registry:Address", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Empty(Store(alone).Current.Documents);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _clients.ForEach(static client => client.Dispose());
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    async Task<TestGateway> GatewayAsync()
    {
        var keys = new ConsulKeys(_registry.Options, TimeProvider.System, Chances.System, NullLogger<ConsulKeys>.Instance);
        _clients.Add(keys);
        return await TestGateway.StartAsync(keys, ("Policies:Folder", ""));
    }

    static string Rule(string subset, string host = "order") => Reads.DestinationRule($"host: {host}\nsubsets: [{{ name: {subset} }}]", host);

    static bool Obeys(TestGateway gateway, string subset, string host = "order") => Store(gateway).Current.DestinationRuleOf(host)?.Find(subset) is not null;

    static PolicyStore Store(TestGateway gateway) => gateway.Services.GetRequiredService<PolicyStore>();

    static async Task<HttpResponseMessage> PutAsync(TestGateway gateway, string path, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/yaml");
        return await gateway.Admin.PutAsync(new Uri(path, UriKind.Relative), body, Cancellation);
    }

    static Task<HttpResponseMessage> DeleteAsync(TestGateway gateway, string path) => gateway.Admin.DeleteAsync(new Uri(path, UriKind.Relative), Cancellation);

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
