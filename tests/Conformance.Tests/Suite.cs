using System.Text.Json;

namespace Modular.Conformance.Tests;

/// <summary>What every part of the suite uses: names that nobody else uses, and what is cleaned up at the end.</summary>
public abstract class Suite(ConsulUnderTest consul) : IAsyncLifetime
{
    /// <summary>What a real Consul may take until a change at the agent has reached its catalogue.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly List<string> _services = [];
    readonly List<string> _checks = [];
    readonly List<string> _sessions = [];
    readonly List<string> _keys = [];

    protected ConsulClient Client { get; } = consul.Client;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var session in _sessions)
            await Client.PutAsync($"session/destroy/{session}");
        foreach (var key in _keys)
            await Client.DeleteAsync($"kv/{key}?recurse");
        foreach (var check in _checks)
            await Client.PutAsync($"agent/check/deregister/{check}");
        foreach (var service in _services)
            await Client.PutAsync($"agent/service/deregister/{service}");
    }

    /// <summary>A name of this run only.</summary>
    protected static string NewName(string what) => $"conformance-{what}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}";

    protected string NewKey(string what)
    {
        var key = NewName(what);
        _keys.Add(key);
        return key;
    }

    /// <summary>Registers a service that passes as long as a test may take, and is taken out at its end.</summary>
    protected async Task<string> RegisterAsync(string name, string id, string status = "passing", object? check = null, string[]? tags = null)
    {
        await RegisterAsync(new
        {
            ID = id,
            Name = name,
            Address = "192.0.2.10",
            Port = 8080,
            Tags = tags ?? [],
            Meta = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = "v1" },
            Check = check ?? new { CheckID = $"service:{id}", Name = "ttl", TTL = "10m", Status = status },
        }, id);
        return id;
    }

    protected async Task RegisterAsync(object definition, string id)
    {
        _services.Add(id);
        (await Client.PutAsync("agent/service/register", definition)).Ok();
    }

    protected async Task RegisterCheckAsync(object definition, string id)
    {
        _checks.Add(id);
        (await Client.PutAsync("agent/check/register", definition)).Ok();
    }

    protected async Task<string> NewSessionAsync(object definition)
    {
        var id = (await Client.PutAsync("session/create", definition)).Json.GetProperty("ID").GetString()!;
        _sessions.Add(id);
        return id;
    }

    /// <summary>The ids of the instances of a service, in order.</summary>
    protected async Task<string[]> InstancesAsync(string name, string query = "") =>
        [.. (await Client.GetAsync($"health/service/{name}?{query}")).Json.EnumerateArray()
            .Select(entry => entry.GetProperty("Service").GetProperty("ID").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>The instances whose checks all pass.</summary>
    protected Task<string[]> PassingAsync(string name) => InstancesAsync(name, "passing");

    /// <summary>How a check of a service stands in the catalogue.</summary>
    protected async Task<string?> StatusAsync(string name, string check) => (await CheckAsync(name, check))?.GetProperty("Status").GetString();

    protected async Task<JsonElement?> CheckAsync(string name, string check)
    {
        foreach (var element in (await Client.GetAsync($"health/checks/{name}")).Json.EnumerateArray())
            if (element.GetProperty("CheckID").GetString() == check)
                return element;

        return null;
    }

    /// <summary>Looks again and again until it is so.</summary>
    protected static async Task EventuallyAsync<T>(T expected, Func<Task<T>> look, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (JsonSerializer.Serialize(seen) == JsonSerializer.Serialize(expected))
                return;
            if (TimeProvider.System.GetElapsedTime(began) > (patience ?? Patience))
                Assert.Equal(expected, seen);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks until the answer holds still, for an index to wait from: a real Consul may still be passing on what was registered.</summary>
    protected async Task<ulong> SettledIndexAsync(string path)
    {
        var last = (await Client.GetAsync(path)).Ok().Index;
        while (true)
        {
            var next = (await Client.GetAsync(path, last, "500ms")).Ok().Index;
            if (next == last)
                return next;
            last = next;
        }
    }
}
