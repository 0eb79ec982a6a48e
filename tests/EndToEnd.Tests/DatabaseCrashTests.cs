namespace Modular.EndToEnd.Tests;

public sealed class DatabaseCrashTests
{
    // Long enough for messages to fail again and again; nothing else says when that is.
    static readonly TimeSpan LongOutage = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task A_host_whose_database_goes_away_under_load_stays_up_and_recovers_by_itself()
    {
        await using var database = new TestDatabase();
        await database.StartAsync();
        await using var system = new LoadedSystem(database);
        await system.StartAsync();
        system.Load.Start();
        await system.OrdersAsync(50);

        database.Kill();
        await system.OrdersAsync(50);

        await database.StopAsync();
        await Eventually.OutlastAsync(LongOutage);
        Assert.True(system.Load.Unavailable > 0, "No client noticed the outage.");
        await database.StartAsync();

        await system.OrdersAsync(50);
        await system.EverythingEndsOnceAsync();
        Assert.True(system.Modular.IsAlive);
        Assert.Equal(0, system.Load.UnavailableWithoutRetryAfter);
    }
}
