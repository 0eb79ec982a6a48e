using System.Diagnostics;

namespace Modular.EndToEnd.Tests.Faults;

/// <summary>What is killed under load is started again, and nothing is lost or doubled by it.</summary>
public sealed class ProcessDeathTests
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_process_of_a_split_system_may_be_killed_one_after_the_other()
    {
        Long.OnlyOnDemand();
        await using var database = new TestDatabase();
        await using var system = new LoadedSystem(database, Deployment.Split);
        await system.StartAsync();
        using var processes = new RunningProcesses(system.Modular.Control);
        system.Load.Start();
        await system.OrdersAsync(50);

        foreach (var name in (string[])["order-1", "inventory-1", "payment-1", "gateway"])
        {
            var killed = await processes.SignalAsync(name, "KILL");
            await processes.ReplacedAsync(name, killed, Deadline);
            await system.OrdersAsync(30);
        }

        await system.EverythingEndsOnceAsync();
    }

    [Fact]
    public async Task A_process_that_hangs_for_20_seconds_loses_nothing()
    {
        Long.OnlyOnDemand();
        await using var database = new TestDatabase();
        await using var system = new LoadedSystem(database, Deployment.Split);
        await system.StartAsync();
        using var processes = new RunningProcesses(system.Modular.Control);
        system.Load.Start();
        await system.OrdersAsync(50);

        foreach (var name in (string[])["order-1", "inventory-1"])
        {
            await processes.SignalAsync(name, "STOP");
            await Eventually.OutlastAsync(TimeSpan.FromSeconds(20));
            await processes.SignalAsync(name, "CONT");
            await system.OrdersAsync(30);
        }

        await system.EverythingEndsOnceAsync();
    }

    [Fact]
    public async Task The_database_of_all_services_may_be_killed()
    {
        Long.OnlyOnDemand();
        await using var database = new TestDatabase();
        await database.StartAsync();
        await using var system = new LoadedSystem(database, Deployment.Split);
        await system.StartAsync();
        system.Load.Start();
        await system.OrdersAsync(50);

        database.Kill();

        await system.OrdersAsync(50);
        await system.EverythingEndsOnceAsync();
    }

    [Fact]
    public async Task The_supervisor_takes_everything_with_it_and_the_next_one_goes_on()
    {
        Long.OnlyOnDemand();
        await using var database = new TestDatabase();
        await database.StartAsync();
        await using var system = new LoadedSystem(database, Deployment.Split);
        await system.StartAsync();
        using var processes = new RunningProcesses(system.Modular.Control);
        var children = (await processes.AllAsync()).Select(process => process.ProcessId!.Value).ToList();
        system.Load.Start();
        await system.OrdersAsync(50);

        await system.Modular.KillAsync();

        await Eventually.SoAsync(Deadline, () => Task.FromResult(
            children.Where(IsAlive).ToList() is { Count: > 0 } orphans ? $"orphans: {string.Join(", ", orphans)}" : null));
        await system.StartAsync();
        await system.OrdersAsync(50);
        await system.EverythingEndsOnceAsync();
    }

    static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
