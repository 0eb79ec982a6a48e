using System.Net.Http.Json;

namespace Modular.Benchmarks.Load;

/// <summary>Stock enough that no order of a benchmark is rejected.</summary>
static class Warehouse
{
    const int Units = 1_000_000;

    public static async Task FillAsync(HttpClient http, Uri host, CancellationToken cancellation)
    {
        for (var sku = 1; sku <= OrderRequests.Skus; sku++)
        {
            using var answer = await http.PostAsJsonAsync(new Uri(host, $"/api/inventory/SKU-{sku}/receipts"), new { quantity = Units }, cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new BenchmarkException($"SKU-{sku} could not be stocked: {(int)answer.StatusCode}.");
        }
    }
}
