using System.Diagnostics;

namespace Modular.EndToEnd.Tests.Faults;

/// <summary>A split system under load, to which faults happen. What each costs the clients is in the output of the test.</summary>
sealed class FaultySystem : IAsyncDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    readonly TestDatabase _database;
    readonly LoadedSystem _system;
    readonly RunningProcesses _processes;

    FaultySystem(TestDatabase started)
    {
        _database = started;
        _system = new(started, Deployment.Split);
        _processes = new(_system.Modular.Control);
    }

    /// <summary>Skips the test unless such tests were asked for.</summary>
    public static async Task<FaultySystem> StartAsync()
    {
        Long.OnlyOnDemand();
        // The test's own server, not a child of the system's: it outlives what happens to that.
        var database = new TestDatabase();
        await database.StartAsync();
        var system = new FaultySystem(database);
        try
        {
            await system._system.StartAsync();
            system._system.Load.Start();
            await system._system.OrdersAsync(50);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL; waits until the supervisor has put another process in its place.</summary>
    public Task KillAsync(string process) => ObserveAsync($"SIGKILL of {process}", async () =>
    {
        var killed = await _processes.SignalAsync(process, "KILL");
        await _processes.ReplacedAsync(process, killed, Deadline);
    });

    /// <summary>SIGSTOP: it hangs, with its connections open.</summary>
    public Task HangAsync(string process, TimeSpan time) => ObserveAsync($"SIGSTOP of {process} for {time.TotalSeconds} s", async () =>
    {
        await _processes.SignalAsync(process, "STOP");
        await Eventually.OutlastAsync(time);
        await _processes.SignalAsync(process, "CONT");
    });

    /// <summary>SIGKILL of the server that all databases are on.</summary>
    public Task KillDatabaseAsync() => ObserveAsync("SIGKILL of PostgreSQL", () =>
    {
        _database.Kill();
        return Task.CompletedTask;
    });

    /// <summary>SIGKILL of the parent of all processes; waits until none of them is left, and starts everything anew.</summary>
    public Task KillEverythingAsync() => ObserveAsync("SIGKILL of up", async () =>
    {
        var children = (await _processes.AllAsync()).Select(process => process.ProcessId!.Value).ToList();
        await _system.Modular.KillAsync();
        await Eventually.SoAsync(Deadline, () => Task.FromResult(
            children.Where(IsAlive).ToList() is { Count: > 0 } orphans ? $"orphans: {string.Join(", ", orphans)}" : null));
        await _system.StartAsync();
    });

    public Task EverythingEndsOnceAsync() => _system.EverythingEndsOnceAsync();

    public async ValueTask DisposeAsync()
    {
        _processes.Dispose();
        await _system.DisposeAsync();
        await _database.DisposeAsync();
    }

    async Task ObserveAsync(string fault, Func<Task> happen)
    {
        var load = _system.Load;
        var (began, repeated) = (Stopwatch.GetTimestamp(), load.Repeated);
        load.ForgetWaits();
        await happen();
        await _system.OrdersAsync(100);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{fault}: {load.Repeated - repeated} requests failed and were sent again, the last {load.LastRepeatedSince(began).TotalSeconds:F1} s after it; "
            + $"the longest that a client waited for an order was {load.LongestWait.TotalSeconds:F1} s");
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
