namespace Modular.EndToEnd.Tests.Faults;

public sealed class RollingRestartTests
{
    const int RequestsPerSecond = 300;

    static readonly string[] Instances = ["order-1", "order-2", "inventory-1", "inventory-2", "payment-1", "payment-2"];

    [Fact]
    public async Task Every_instance_is_restarted_under_load_and_no_request_fails()
    {
        Long.OnlyOnDemand();
        await using var database = new TestDatabase();
        await using var system = new LoadedSystem(database, Deployment.SplitInPairs);
        await system.StartAsync();
        using var processes = new RunningProcesses(system.Modular.Control);
        await using var load = new SteadyLoad(system.Modular.Address, RequestsPerSecond);
        load.Start();

        foreach (var instance in Instances)
        {
            var old = (await processes.FindAsync(instance)).ProcessId!.Value;
            await processes.PostAsync($"/processes/{instance}/restart");
            await processes.ReplacedAsync(instance, old, TimeSpan.FromMinutes(1));
            // The next one may go when this one has its share of the requests again.
            var address = (await processes.FindAsync(instance)).Address!;
            await system.RoutedAsync(address);
        }

        await load.FinishAsync();
        Assert.True(load.Failures.Count == 0, $"{load.Failures.Count} of {load.Sent} failed, such as:\n{string.Join('\n', load.Failures.Take(10))}");
        Assert.True(load.Sent > 1_000);
        await system.EverythingEndsOnceAsync(load.Sent / 10);
    }
}
