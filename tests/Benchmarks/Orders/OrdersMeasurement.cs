using Modular.Benchmarks.Ceiling;
using Modular.Benchmarks.Database;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Orders;

/// <summary>Warm-up, the best number of clients for each side, then the rounds, then the latency at half the load.</summary>
sealed class OrdersMeasurement(OrdersPlan plan, SystemUnderLoad system, WorkFolder folder, ProgressLine progress)
{
    // At half the load most connections are idle: there are enough for no order to wait for one.
    const int PacedConnections = 4;

    readonly Pgbench _pgbench = new(system.Postgres, folder, system.Host.Id);

    public async Task<OrdersResult> RunAsync(CancellationToken cancellation)
    {
        await _pgbench.PrepareAsync(cancellation);
        progress.Report($"warming the host up, {plan.WarmUp.TotalSeconds} s");
        await system.MeasureAsync(plan.Clients[^1], plan.WarmUp, TimeSpan.FromSeconds(1), cancellation);
        var hostTries = await TryAsync("host", plan.Clients, clients => system.MeasureAsync(clients, plan.LeadIn, plan.Try, cancellation));
        var left = new List<QueueLengths> { await DrainAsync(cancellation) };
        var ceilingTries = await TryAsync(
            "pgbench", plan.PgbenchClients, clients => _pgbench.RunAsync(clients, plan.Try, pipelined: false, cancellation));
        var (hostClients, ceilingClients) = (Best(hostTries), Best(ceilingTries));
        var pipelined = await _pgbench.RunAsync(ceilingClients, plan.Try, pipelined: true, cancellation);

        var (ceiling, host) = (new List<Throughput>(), new List<Throughput>());
        for (var round = 1; round <= plan.Rounds; round++)
        {
            progress.Report($"round {round} of {plan.Rounds}, pgbench with {ceilingClients} clients");
            ceiling.Add(await _pgbench.RunAsync(ceilingClients, plan.Window, pipelined: false, cancellation));
            progress.Report($"round {round} of {plan.Rounds}, host with {hostClients} clients (pgbench: {ceiling[^1].PerSecond:F0} orders/s)");
            host.Add(await system.MeasureAsync(hostClients, plan.LeadIn, plan.Window, cancellation));
            left.Add(await DrainAsync(cancellation));
        }

        var rate = OrdersResult.Rate(host) / 2;
        progress.Report($"latency at {rate:F0} orders/s");
        var (byEvents, byClients) = await system.WaitsAsync(rate, PacedConnections * hostClients, plan.LeadIn, plan.Window, cancellation);
        return new(ceiling, pipelined, host, hostTries, ceilingTries, rate, byEvents, byClients, left.Max(lengths => lengths.All));
    }

    async Task<IReadOnlyList<Throughput>> TryAsync(string name, IEnumerable<int> counts, Func<int, Task<Throughput>> measure)
    {
        var tries = new List<Throughput>();
        foreach (var clients in counts)
        {
            progress.Report($"trying {name} with {clients} clients");
            tries.Add(await measure(clients));
        }

        return tries;
    }

    Task<QueueLengths> DrainAsync(CancellationToken cancellation) => system.Queues.DrainAsync(
        plan.DrainWithin, lengths => progress.Report($"letting the host finish: {lengths.All} messages"), cancellation);

    static int Best(IEnumerable<Throughput> tries) => tries.MaxBy(each => each.PerSecond)!.Clients;
}
