using System.Net;
using System.Text.Json;
using Modular.EndToEnd.Tests.Faults;

namespace Modular.EndToEnd.Tests;

/// <summary>Two versions of a module as real processes, one of them tried from the command line.</summary>
public sealed class CanaryTests : IAsyncLifetime
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    static readonly Deployment TwoVersions = new("two versions of order", ["--level", "4"], "order@v1=1,order@v2=1", Fault: "order@v2=error:50%");

    readonly TestDatabase _database = new();
    readonly string _keys = Path.Combine(Path.GetTempPath(), $"modular-keys-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}.json");
    readonly ModularProcess _modular;
    readonly HttpClient _http;

    public CanaryTests()
    {
        _modular = new(TwoVersions, [_database.Setting, KeyValuePair.Create("Registry__Embedded__KeysFile", _keys)]);
        _http = new() { BaseAddress = _modular.Address, Timeout = TimeSpan.FromSeconds(10) };
    }

    [Fact]
    public async Task A_rollout_outlives_the_gateway_and_a_version_that_fails_is_taken_back()
    {
        var begun = await CanaryAsync("start", "order", "--canary", "v2", "--step-weights", "40,80", "--interval", "1h", "--detach");
        Assert.True(begun.ExitCode == 0, begun.Output);
        await StatusAsync("Progressing", 40);

        using var processes = new RunningProcesses(_modular.Control);
        var gateway = await processes.SignalAsync("gateway", "KILL");
        await processes.ReplacedAsync("gateway", gateway, Deadline);
        await StatusAsync("Progressing", 40);

        var aborted = await CanaryAsync("abort", "order");
        Assert.Contains("v2 rolled back at 40 %: by the operator", aborted.Output, StringComparison.Ordinal);

        using var enough = new CancellationTokenSource();
        var load = LoadAsync(enough.Token);
        var tried = await CanaryAsync("start", "order", "--stable", "v1", "--canary", "v2", "--step-weights", "40,80", "--interval", "10s");
        await enough.CancelAsync();
        await load;

        Assert.True(tried.ExitCode == 1, tried.Output);
        Assert.Contains("v2 rolled back at 40 %:", tried.Output, StringComparison.Ordinal);
        for (var client = 0; client < 20; client++)
            Assert.Equal(HttpStatusCode.OK, await AskAsync(client));
    }

    public async ValueTask InitializeAsync()
    {
        _modular.Start();
        // Before a rollout half of all requests may fail: it is enough that one is answered.
        await Eventually.SoAsync(Deadline, async () => await AskAsync(0) == HttpStatusCode.OK && await VersionsAsync() == 2 ? null : _modular.Output);
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_modular.Output);
        _http.Dispose();
        await _modular.DisposeAsync();
        await _database.DisposeAsync();
        File.Delete(_keys);
    }

    Task<(int ExitCode, string Output)> CanaryAsync(params string[] arguments) =>
        _modular.CommandAsync(["canary", .. arguments, "--gateway", _modular.Gateway.ToString()]);

    Task StatusAsync(string phase, int weight) => Eventually.SoAsync(Deadline, async () =>
    {
        var (_, output) = await CanaryAsync("status", "order", "--json");
        return output.Contains($"\"phase\": \"{phase}\"", StringComparison.Ordinal) && output.Contains($"\"weight\": {weight}", StringComparison.Ordinal) ? null : output;
    });

    async Task<int> VersionsAsync()
    {
        using var gateway = new HttpClient { BaseAddress = _modular.Gateway };
        var instances = JsonSerializer.Deserialize<JsonElement>(await gateway.GetStringAsync(new Uri("/instances?service=order", UriKind.Relative), TestContext.Current.CancellationToken));
        return instances.EnumerateArray().Count(instance => instance.GetProperty("health").GetString() == "healthy");
    }

    async Task LoadAsync(CancellationToken enough)
    {
        for (var client = 0; !enough.IsCancellationRequested; client++)
            await AskAsync(client % 1000);
    }

    async Task<HttpStatusCode?> AskAsync(int client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/orders?limit=1", UriKind.Relative));
        request.Headers.Add("x-modular-key", $"client-{client}");
        try
        {
            using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
