using Xunit.Sdk;
using Xunit.v3;

// Each test loads the machine with processes of its own.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Modular.EndToEnd.Tests;

public sealed class HostCrashTests
{
    /// <summary>The host runs its PostgreSQL itself, which its death orphans, and its next life takes over.</summary>
    [Fact]
    public async Task A_host_that_is_killed_three_times_under_load_ends_every_order_once()
    {
        await using var database = new TestDatabase();
        await using var system = new LoadedSystem(database);
        await system.StartAsync();
        system.Load.Start();

        for (var kill = 0; kill < 3; kill++)
        {
            await system.OrdersAsync(50);
            await system.Modular.KillAsync();
            await system.StartAsync();
        }

        await system.OrdersAsync(50);
        await system.EverythingEndsOnceAsync();
        Assert.True(system.Load.Repeated > 0, "No client noticed the kills.");
    }
}
