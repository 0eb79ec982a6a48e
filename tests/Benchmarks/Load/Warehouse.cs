using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Modular.Benchmarks.Load;

/// <summary>Stock enough that no order of a benchmark is rejected.</summary>
static class Warehouse
{
    const int Units = 1_000_000;
    static readonly TimeSpan SeededWithin = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <exception cref="BenchmarkException">The host refuses, or its catalogue is still empty after 30 s.</exception>
    public static async Task FillAsync(HttpClient http, Uri host, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        for (var sku = 1; sku <= OrderRequests.Skus; sku++)
        {
            // The catalogue of a new database is seeded once the host is ready, and a gateway waits for its services.
            HttpStatusCode status;
            while ((status = await ReceiveAsync(http, host, sku, cancellation)) is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable && Stopwatch.GetElapsedTime(began) < SeededWithin)
                await Task.Delay(LookEvery, TimeProvider.System, cancellation);
            if (status != HttpStatusCode.OK)
                throw new BenchmarkException($"SKU-{sku} could not be stocked: {(int)status}.");
        }
    }

    /// <summary>Waits until an order is confirmed: Order's copy of the catalogue follows by messages.</summary>
    /// <exception cref="BenchmarkException">None is within 30 s.</exception>
    public static async Task UntilOrderedAsync(Uri host, CancellationToken cancellation)
    {
        using var connection = await OrderConnection.OpenAsync(host, cancellation);
        var order = new OrderRequests(host)[0];
        for (var began = Stopwatch.GetTimestamp(); await connection.SendAsync(order, cancellation) != 200; await Task.Delay(LookEvery, TimeProvider.System, cancellation))
        {
            if (Stopwatch.GetElapsedTime(began) > SeededWithin)
                throw new BenchmarkException("No order is confirmed.");
        }
    }

    static async Task<HttpStatusCode> ReceiveAsync(HttpClient http, Uri host, int sku, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(host, $"/api/inventory/SKU-{sku}/receipts"), new { quantity = Units }, cancellation);
        return answer.StatusCode;
    }
}
