using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Discovery;

/// <summary>What changes cost with a number of services.</summary>
/// <param name="InstanceMilliseconds">From the registry telling of a new instance to its getting requests; each time.</param>
/// <param name="RouteMilliseconds">From the registry telling of a new service to the first answered request; each time, with no such change in the second before.</param>
/// <param name="NextRouteMilliseconds">The same for one that comes right after another, and has to wait for the next table.</param>
/// <param name="CpuMicroseconds">Processor time of one change of one instance.</param>
sealed record ChangeCost(
    int Services,
    IReadOnlyList<double> InstanceMilliseconds,
    IReadOnlyList<double> RouteMilliseconds,
    IReadOnlyList<double> NextRouteMilliseconds,
    double CpuMicroseconds)
{
    const int Singles = 50;
    const int Routes = 5;
    const int Many = 20_000;

    /// <summary>Longer than the least time between two tables.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.2);

    public static async Task<ChangeCost> MeasureAsync(int services, int instances, CancellationToken cancellation)
    {
        await using var gateway = await RunningGateway.StartAsync(services, instances, checks: false, cancellation);
        // Compiled and warm before it counts.
        await CpuAsync(gateway, Many / 4, cancellation);
        var cpu = Statistics.Median([await CpuAsync(gateway, Many, cancellation), await CpuAsync(gateway, Many, cancellation), await CpuAsync(gateway, Many, cancellation)]);

        var singles = new List<double>();
        for (var i = 0; i < Singles; i++)
        {
            var service = i * 7919 % services;
            singles.Add((await gateway.UntilPickedAsync(service, gateway.Registry.Replace(service), cancellation)).TotalMilliseconds);
        }

        var routes = new List<double>();
        var next = new List<double>();
        for (var i = 0; i < Routes; i++)
        {
            await Task.Delay(Quiet, TimeProvider.System, cancellation);
            routes.Add((await gateway.UntilRoutedAsync(gateway.Registry.Add(), cancellation)).TotalMilliseconds);
            next.Add((await gateway.UntilRoutedAsync(gateway.Registry.Add(), cancellation)).TotalMilliseconds);
        }

        return new(services, singles, routes, next, cpu);
    }

    /// <summary>Microseconds a change.</summary>
    static async Task<double> CpuAsync(RunningGateway gateway, int changes, CancellationToken cancellation)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        var last = "";
        for (var i = 0; i < changes; i++)
            last = gateway.Registry.Replace(i * 7919 % gateway.Registry.Services);
        await gateway.UntilPickedAsync((changes - 1) * 7919 % gateway.Registry.Services, last, cancellation);
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / changes;
    }
}
