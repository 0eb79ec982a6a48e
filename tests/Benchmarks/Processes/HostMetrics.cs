using System.Globalization;

namespace Modular.Benchmarks.Processes;

/// <summary>Figures from the Prometheus page of the host, or of what is measured in its place.</summary>
static class HostMetrics
{
    /// <summary><c>dotnet.gc.heap.total_allocated</c> of the meter System.Runtime, however the exporter spells and prefixes it.</summary>
    public const string Allocated = "gc_heap_total_allocated";

    /// <summary>Bytes the host has allocated since it started; null when it has no such page.</summary>
    public static async Task<double?> AllocatedBytesAsync(HttpClient http, Uri host, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri(host, "/metrics"), cancellation);
        if (!answer.IsSuccessStatusCode)
            return null;
        var page = await answer.Content.ReadAsStringAsync(cancellation);
        var line = page.Split('\n').FirstOrDefault(line => !line.StartsWith('#') && line.Contains(Allocated, StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
