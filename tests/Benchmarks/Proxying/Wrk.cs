using System.Diagnostics;
using System.Globalization;

namespace Modular.Benchmarks.Proxying;

/// <summary>What wrk measured.</summary>
/// <param name="Failed">Answers other than 2xx and 3xx, and broken connections.</param>
sealed record WrkResult(double RequestsPerSecond, double Requests, double P50Milliseconds, double P99Milliseconds, double Failed);

/// <summary>The load generator wrk (https://github.com/wg/wrk).</summary>
static class Wrk
{
    /// <exception cref="BenchmarkException">It cannot be started, or says what cannot be read.</exception>
    public static async Task<WrkResult> RunAsync(Uri url, int connections, int threads, TimeSpan duration, CancellationToken cancellation)
    {
        var program = Programs.Find("wrk") ?? throw new BenchmarkException("wrk is not installed (Debian: apt install wrk).");
        using var wrk = Process.Start(new ProcessStartInfo(
            program, [$"-c{connections}", $"-t{Math.Min(threads, connections)}", $"-d{duration.TotalSeconds:F0}s", "--latency", url.ToString()])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var text = await wrk.StandardOutput.ReadToEndAsync(cancellation);
        await wrk.WaitForExitAsync(cancellation);
        return Parse(text);
    }

    public static WrkResult Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.Trim()).ToList();
        try
        {
            return new(
                double.Parse(After("Requests/sec:"), CultureInfo.InvariantCulture),
                double.Parse(lines.First(line => line.Contains(" requests in ", StringComparison.Ordinal)).Split(' ')[0], CultureInfo.InvariantCulture),
                Milliseconds(After("50%")),
                Milliseconds(After("99%")),
                Failures());
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new BenchmarkException($"wrk said what cannot be read:\n{text}", e);
        }

        string After(string label) => lines.First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();

        double Failures() => lines
            .Where(line => line.StartsWith("Non-2xx", StringComparison.Ordinal) || line.StartsWith("Socket errors", StringComparison.Ordinal))
            .SelectMany(line => line[line.IndexOf(':')..].Split([':', ',', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Sum(word => double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    static double Milliseconds(string text) => text switch
    {
        [.. var number, 'u', 's'] => double.Parse(number, CultureInfo.InvariantCulture) / 1000,
        [.. var number, 'm', 's'] => double.Parse(number, CultureInfo.InvariantCulture),
        [.. var number, 's'] => double.Parse(number, CultureInfo.InvariantCulture) * 1000,
        _ => throw new FormatException(text),
    };
}
