using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.EndToEnd.Tests;

/// <summary>The real executable, with clients that order all the time.</summary>
sealed class LoadedSystem(TestDatabase database, Deployment deployment, params IEnumerable<KeyValuePair<string, string>> settings) : IAsyncDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    Shop? _shop;

    public LoadedSystem(TestDatabase database)
        : this(database, Deployment.OneProcess)
    {
    }

    public ModularProcess Modular { get; } = new(deployment, [database.Setting, .. settings]);

    public OrderLoad Load => field ??= new(Modular.Address);

    Shop Shop => _shop ??= new(Modular.Address);

    public async Task StartAsync()
    {
        Modular.Start();
        await Eventually.SoAsync(Deadline, async () =>
            await Shop.GetAsync("/health/ready") is not null
                && await Shop.GetAsync("/api/inventory") is { } items && items.GetArrayLength() == 20
                && await Shop.GetAsync("/api/orders?limit=1") is not null
                ? null
                : Modular.Output);
    }

    /// <summary>Waits until the gateway sends requests to the instance at this address.</summary>
    public Task RoutedAsync(Uri instance) => Eventually.SoAsync(Deadline, async () =>
    {
        using var http = new HttpClient { BaseAddress = Modular.Gateway };
        var instances = await http.GetFromJsonAsync<JsonElement>("/instances", TestContext.Current.CancellationToken);
        return instances.EnumerateArray().Any(one =>
            one.GetProperty("address").GetString()!.TrimEnd('/') == instance.ToString().TrimEnd('/') && one.GetProperty("health").GetString() == "healthy")
            ? null
            : $"{instance} gets no requests";
    });

    public Task OrdersAsync(int more) => Load.UntilMoreAsync(more, Deadline);

    /// <summary>Ends the load. Every key has one order, every order becomes final, no message is left, and the ledger agrees.</summary>
    public async Task EverythingEndsOnceAsync(int others = 0)
    {
        await Load.FinishAsync(Deadline);
        var open = Load.Orders.Values.ToHashSet();
        Assert.Equal(Load.Orders.Count, open.Count);
        await Eventually.SoAsync(Deadline, async () =>
        {
            foreach (var order in open.ToList())
            {
                if (!await Shop.IsFinalAsync(order))
                    return $"{open.Count} orders are in flight, {order} for one";
                open.Remove(order);
            }

            return null;
        });

        var account = "";
        await Eventually.SoAsync(Deadline, async () =>
        {
            (var exitCode, account) = await Modular.CommandAsync("ledger", "--json", "--settled");
            return exitCode == 0 ? null : account;
        });
        Assert.Equal(Load.Orders.Count + others, JsonSerializer.Deserialize<JsonElement>(account).GetProperty("accepted").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        // Shown for a test that fails: within the test, where this runs, nobody knows yet whether it will.
        TestContext.Current.TestOutputHelper?.WriteLine(Modular.Output);
        _shop?.Dispose();
        await Load.DisposeAsync();
        await Modular.DisposeAsync();
    }
}
