using System.Text.Json;

namespace Modular.EndToEnd.Tests;

/// <summary>The real executable, with clients that order all the time.</summary>
sealed class LoadedSystem(TestDatabase database) : IAsyncDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    Shop? _shop;

    public ModularProcess Modular { get; } = new(database.Setting);

    public OrderLoad Load => field ??= new(Modular.Address);

    Shop Shop => _shop ??= new(Modular.Address);

    public async Task StartAsync()
    {
        Modular.Start();
        await Eventually.SoAsync(Deadline, async () =>
            await Shop.GetAsync("/health/ready") is not null && await Shop.GetAsync("/api/inventory") is { } items && items.GetArrayLength() == 20
                ? null
                : Modular.Output);
    }

    public Task OrdersAsync(int more) => Load.UntilMoreAsync(more, Deadline);

    /// <summary>Ends the load. Every key has one order, every order becomes final, no message is left, and the ledger agrees.</summary>
    public async Task EverythingEndsOnceAsync()
    {
        await Load.FinishAsync(Deadline);
        var open = Load.Orders.Values.ToHashSet();
        Assert.Equal(Load.Orders.Count, open.Count);
        await Eventually.SoAsync(Deadline, async () =>
        {
            foreach (var order in open.ToList())
            {
                if (!await Shop.IsFinalAsync(order))
                    return $"{open.Count} orders are in flight; messages: {await database.MessagesAsync() ?? "none"}";
                open.Remove(order);
            }

            return await database.MessagesAsync();
        });

        var (exitCode, output) = await Modular.CommandAsync("ledger", "--json", "--settled");
        Assert.True(exitCode == 0, output);
        Assert.Equal(Load.Orders.Count, JsonSerializer.Deserialize<JsonElement>(output).GetProperty("accepted").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(Modular.Output);
        _shop?.Dispose();
        await Load.DisposeAsync();
        await Modular.DisposeAsync();
    }
}
