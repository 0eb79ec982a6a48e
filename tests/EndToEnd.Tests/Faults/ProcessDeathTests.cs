namespace Modular.EndToEnd.Tests.Faults;

/// <summary>What is killed under load is started again, and nothing is lost or doubled by it.</summary>
public sealed class ProcessDeathTests
{
    [Theory]
    [InlineData("order-1")]
    [InlineData("inventory-1")]
    [InlineData("payment-1")]
    // The registry goes with it, and comes back empty.
    [InlineData("gateway")]
    public async Task Every_process_of_a_split_system_may_be_killed(string process)
    {
        await using var system = await FaultySystem.StartAsync();

        await system.KillAsync(process);
        await system.KillAsync(process);

        await system.EverythingEndsOnceAsync();
    }

    [Theory]
    [InlineData("order-1")]
    [InlineData("inventory-1")]
    public async Task A_process_that_hangs_for_20_seconds_loses_nothing(string process)
    {
        await using var system = await FaultySystem.StartAsync();

        await system.HangAsync(process, TimeSpan.FromSeconds(20));

        await system.EverythingEndsOnceAsync();
    }

    [Fact]
    public async Task The_database_of_all_services_may_be_killed()
    {
        await using var system = await FaultySystem.StartAsync();

        await system.KillDatabaseAsync();

        await system.EverythingEndsOnceAsync();
    }

    [Fact]
    public async Task The_supervisor_takes_everything_with_it_and_the_next_one_goes_on()
    {
        await using var system = await FaultySystem.StartAsync();

        await system.KillEverythingAsync();

        await system.EverythingEndsOnceAsync();
    }
}
