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
            // The catalogue of a new database is seeded once the host is ready.
            HttpStatusCode status;
            while ((status = await ReceiveAsync(http, host, sku, cancellation)) == HttpStatusCode.NotFound && Stopwatch.GetElapsedTime(began) < SeededWithin)
                await Task.Delay(LookEvery, TimeProvider.System, cancellation);
            if (status != HttpStatusCode.OK)
                throw new BenchmarkException($"SKU-{sku} could not be stocked: {(int)status}.");
        }
    }

    static async Task<HttpStatusCode> ReceiveAsync(HttpClient http, Uri host, int sku, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(host, $"/api/inventory/SKU-{sku}/receipts"), new { quantity = Units }, cancellation);
        return answer.StatusCode;
    }
}
