using System.Diagnostics;
using Modular.Benchmarks.Database;
using Modular.Benchmarks.Load;
using Modular.Benchmarks.Processes;
using Npgsql;

namespace Modular.Benchmarks.Orders;

/// <summary>One host on one private PostgreSQL, stocked and ready.</summary>
sealed class SystemUnderLoad : IAsyncDisposable
{
    readonly HttpClient _http;
    readonly NpgsqlDataSource _database;

    SystemUnderLoad(PrivatePostgres postgres, HostProcess host, HttpClient http)
    {
        (Postgres, Host, _http) = (postgres, host, http);
        _database = NpgsqlDataSource.Create(postgres.ConnectionString);
        (Events, Queues) = (new(_database), new(_database));
    }

    public PrivatePostgres Postgres { get; }

    public HostProcess Host { get; }

    public OrderEvents Events { get; }

    public MessageQueues Queues { get; }

    /// <param name="settings">Configuration of the host.</param>
    /// <param name="connectionOptions">Added to its connection string.</param>
    public static async Task<SystemUnderLoad> StartAsync(
        WorkFolder folder, IEnumerable<KeyValuePair<string, string>> settings, string connectionOptions, CancellationToken cancellation)
    {
        var postgres = await PrivatePostgres.StartAsync(folder, cancellation);
        var http = new HttpClient();
        HostProcess? host = null;
        try
        {
            host = HostProcess.Start(folder, settings.Append(KeyValuePair.Create("ConnectionStrings:Modular", $"{postgres.ConnectionString};{connectionOptions}")));
            await host.ReadyAsync(http, cancellation);
            var system = new SystemUnderLoad(postgres, host, http);
            await Warehouse.FillAsync(http, host.Address, cancellation);
            // Orders keeps its own copy of the catalogue, which follows by messages.
            await system.Queues.DrainAsync(TimeSpan.FromSeconds(30), watch: null, cancellation);
            return system;
        }
        catch
        {
            http.Dispose();
            if (host is not null)
                await host.DisposeAsync();
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drives the host as fast as it goes and measures a window of it.</summary>
    /// <param name="leadIn">Before the window, so that it holds every cost of an order, the timeouts of earlier ones included.</param>
    public async Task<Throughput> MeasureAsync(int clients, TimeSpan leadIn, TimeSpan window, CancellationToken cancellation)
    {
        var origin = await Events.NewestAsync(cancellation);
        await using var load = OrderLoad.Closed(Host.Address, clients);
        await load.RunForAsync(leadIn, cancellation);
        var before = await ReadAsync(origin, cancellation);
        await load.RunForAsync(window, cancellation);
        var after = await ReadAsync(origin, cancellation);
        await load.StopAsync();
        return load.Failed > 0
            ? throw new BenchmarkException($"{load.Failed} of {load.Answered} orders were not confirmed.")
            : new(clients, after.Confirmed - before.Confirmed, Stopwatch.GetElapsedTime(before.At, after.At), after.Cpu - before.Cpu, after.Work - before.Work, after.Allocated - before.Allocated);
    }

    /// <summary>Observes the host while it is driven as fast as it goes.</summary>
    public async Task<T> ObserveAsync<T>(int clients, TimeSpan leadIn, Func<Task<T>> observe, CancellationToken cancellation)
    {
        await using var load = OrderLoad.Closed(Host.Address, clients);
        await load.RunForAsync(leadIn, cancellation);
        return await observe();
    }

    /// <summary>Milliseconds from placed to confirmed, by the events, and from due to answered, by the clients, at a fixed rate.</summary>
    public async Task<(IReadOnlyList<double> ByEvents, IReadOnlyList<double> ByClients)> WaitsAsync(
        double ratePerSecond, int connections, TimeSpan leadIn, TimeSpan window, CancellationToken cancellation)
    {
        await using var load = OrderLoad.Paced(Host.Address, connections, ratePerSecond);
        await load.RunForAsync(leadIn, cancellation);
        var origin = await Events.NewestAsync(cancellation);
        await load.RunForAsync(window, cancellation);
        await load.StopAsync();
        return (await Events.WaitsAsync(origin, cancellation), load.Delays(skip: leadIn / (leadIn + window)));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _http.Dispose();
        await Host.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    async Task<(long At, long Confirmed, CpuTime Cpu, ServerWork Work, double? Allocated)> ReadAsync(long origin, CancellationToken cancellation)
    {
        var work = await ServerWork.ReadAsync(_database, cancellation);
        var allocated = await HostMetrics.AllocatedBytesAsync(_http, Host.Address, cancellation);
        var cpu = CpuTime.Read(Host.Id, Postgres.ProcessId, Environment.ProcessId);
        var confirmed = await Events.ConfirmedAsync(origin, cancellation);
        return (Stopwatch.GetTimestamp(), confirmed, cpu, work, allocated);
    }
}
