using System.Diagnostics;
using System.Net.Http.Json;
using Modular.Benchmarks.Processes;

namespace Modular.Benchmarks.Starting;

/// <summary>One start of the host.</summary>
/// <param name="Ready">From the start of the process to the first 200 of the readiness probe.</param>
/// <param name="FirstOrder">From then to a confirmed order.</param>
sealed record HostStart(TimeSpan Ready, TimeSpan FirstOrder)
{
    /// <summary>Starts the host on a warm database, places one order, and stops it.</summary>
    /// <exception cref="BenchmarkException">The host does not start, or does not confirm the order.</exception>
    public static async Task<HostStart> MeasureAsync(
        WorkFolder folder, HttpClient http, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellation)
    {
        await using var host = HostProcess.Start(folder, settings);
        await host.ReadyAsync(http, cancellation);
        var ready = Stopwatch.GetTimestamp();
        return await IsConfirmedAsync(http, host.Address, cancellation)
            ? new(Stopwatch.GetElapsedTime(host.Began, ready), Stopwatch.GetElapsedTime(ready))
            : throw new BenchmarkException("The first order was not confirmed within 5 s.");
    }

    /// <summary>Starts the host and places an order, which makes its database, and this program's own HTTP client, warm.</summary>
    /// <exception cref="BenchmarkException">The host does not start, or does not confirm the order.</exception>
    public static async Task WarmUpAsync(
        WorkFolder folder, HttpClient http, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellation)
    {
        await using var host = HostProcess.Start(folder, settings);
        await host.ReadyAsync(http, cancellation);
        if (!await IsConfirmedAsync(http, host.Address, cancellation))
            throw new BenchmarkException("The first order on a new database was not confirmed.");
    }

    static async Task<bool> IsConfirmedAsync(HttpClient http, Uri host, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, "/api/orders"))
        {
            Headers = { { "Prefer", "wait=5" } },
            Content = JsonContent.Create(new
            {
                customerId = "customer-1",
                lines = new[] { new { sku = "SKU-1", quantity = 1 } },
                payment = new { token = "tok_approved" },
            }),
        };
        using var answer = await http.SendAsync(request, cancellation);
        return answer.StatusCode == System.Net.HttpStatusCode.OK;
    }
}
