using System.Diagnostics;
using Modular.Benchmarks.Database;
using Modular.Benchmarks.Load;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;
using Npgsql;

namespace Modular.Benchmarks.Split;

/// <summary>A way to run the modules, under load: one process, or a system behind its gateway.</summary>
sealed class Deployment : IAsyncDisposable
{
    readonly PrivatePostgres _postgres;
    readonly HostProcess _process;
    readonly NpgsqlDataSource _database;
    readonly OrderEvents _events;

    Deployment(PrivatePostgres postgres, HostProcess process, string database)
    {
        (_postgres, _process) = (postgres, process);
        _database = NpgsqlDataSource.Create(postgres.Connection(database));
        _events = new(_database);
    }

    /// <summary>Everything in one process, on a database of its own.</summary>
    public static async Task<Deployment> OneProcessAsync(
        PrivatePostgres postgres, WorkFolder folder, string database, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellation)
    {
        await postgres.CreateDatabaseAsync(database, cancellation);
        var process = HostProcess.Start(folder, settings.Append(ConnectionTo(postgres, database)));
        return await StockedAsync(new(postgres, process, database), cancellation);
    }

    /// <summary>Level 4: one process a module, each with a database of its own, behind the gateway.</summary>
    public static async Task<Deployment> SplitAsync(
        PrivatePostgres postgres, WorkFolder folder, Transport transport, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellation)
    {
        var database = $"split_{transport.Name}";
        await postgres.CreateDatabaseAsync(database, cancellation);
        var process = HostProcess.StartSystem(
            folder, ["--level", "4", "--transport", transport.Name], settings.Concat(transport.Settings).Append(ConnectionTo(postgres, database)));
        return await StockedAsync(new(postgres, process, $"{database}_order"), cancellation);
    }

    /// <summary>Loads it as fast as it goes and measures a window.</summary>
    /// <exception cref="BenchmarkException">An order was not confirmed.</exception>
    public async Task<SplitWindow> MeasureAsync(int clients, TimeSpan leadIn, TimeSpan window, CancellationToken cancellation)
    {
        var origin = await _events.NewestAsync(cancellation);
        await using var load = OrderLoad.Closed(_process.Address, clients);
        await load.RunForAsync(leadIn, cancellation);
        var before = await ReadAsync(origin, cancellation);
        await load.RunForAsync(window, cancellation);
        var after = await ReadAsync(origin, cancellation);
        await load.StopAsync();
        if (load.Failed > 0)
            throw new BenchmarkException($"{load.Failed} of {load.Answered} orders were not confirmed.");
        var delays = load.Delays(skip: leadIn / (leadIn + window));
        var orders = after.Confirmed - before.Confirmed;
        return new(
            orders / Stopwatch.GetElapsedTime(before.At, after.At).TotalSeconds,
            Statistics.Percentile(delays, 0.5),
            Statistics.Percentile(delays, 0.99),
            (after.Cpu - before.Cpu).Host.TotalMilliseconds / orders,
            (after.Cpu - before.Cpu).Postgres.TotalMilliseconds / orders,
            (after.Cpu - before.Cpu).Others.TotalMilliseconds / orders);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _process.DisposeAsync();
    }

    static async Task<Deployment> StockedAsync(Deployment deployment, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        try
        {
            await deployment._process.ReadyAsync(http, cancellation);
            await Warehouse.FillAsync(http, deployment._process.Address, cancellation);
            await Warehouse.UntilOrderedAsync(deployment._process.Address, cancellation);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    static KeyValuePair<string, string> ConnectionTo(PrivatePostgres postgres, string database) =>
        new("ConnectionStrings:Modular", postgres.Connection(database).ConnectionString);

    async Task<(long At, long Confirmed, CpuTime Cpu)> ReadAsync(long origin, CancellationToken cancellation)
    {
        var confirmed = await _events.ConfirmedAsync(origin, cancellation);
        return (Stopwatch.GetTimestamp(), confirmed, CpuTime.Read(_process.Id, _postgres.ProcessId, Environment.ProcessId));
    }
}
