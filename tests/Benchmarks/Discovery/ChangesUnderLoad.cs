using System.Diagnostics;
using System.Net;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Discovery;

/// <summary>Requests while the registry tells of changes all the time.</summary>
/// <param name="Changes">How many there were.</param>
/// <param name="Requests">How many requests were answered meanwhile.</param>
/// <param name="Failed">How many of them not with 200.</param>
sealed record ChangesUnderLoad(int Services, int Changes, long Requests, long Failed, double P99Milliseconds)
{
    const int Clients = 16;

    /// <summary>Of so many changes one is a new service, which makes a new route table.</summary>
    const int RouteEvery = 20;

    public static async Task<ChangesUnderLoad> MeasureAsync(int services, int instances, int perSecond, TimeSpan duration, CancellationToken cancellation)
    {
        await using var gateway = await RunningGateway.StartAsync(services, instances, checks: true, cancellation);
        var began = Stopwatch.GetTimestamp();
        var delays = new List<double>[Clients];
        var failed = 0L;
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => AskAsync(client), cancellation)).ToList();
        var changes = 0;
        for (; Stopwatch.GetElapsedTime(began) < duration; changes++)
        {
            if (changes % RouteEvery == RouteEvery - 1)
                gateway.Registry.Add();
            else
                gateway.Registry.Replace(changes * 7919 % services);
            // By the clock, not from the last one on: a change that came late puts off none of those after it.
            var wait = TimeSpan.FromSeconds((changes + 1.0) / perSecond) - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, cancellation);
        }

        await Task.WhenAll(clients);
        var sorted = delays.SelectMany(list => list).Order().ToList();
        return new(services, changes, sorted.Count, failed, Statistics.Percentile(sorted, 0.99));

        async Task AskAsync(int client)
        {
            var mine = delays[client] = [];
            for (var i = client; Stopwatch.GetElapsedTime(began) < duration; i += Clients)
            {
                var asked = Stopwatch.GetTimestamp();
                if (await gateway.GetAsync(i * 31 % services, cancellation) != HttpStatusCode.OK)
                    Interlocked.Increment(ref failed);
                mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        }
    }
}
