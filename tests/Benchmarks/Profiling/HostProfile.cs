using System.ComponentModel;
using System.Diagnostics;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Profiling;

/// <summary>Where the processor time of the host goes, sampled by <c>perf</c> while it is under load.</summary>
/// <param name="Layers">Shares of the host's samples, 0 to 1, largest first.</param>
sealed record HostProfile(int Samples, IReadOnlyList<(string Name, double Share)> Layers, IReadOnlyList<(string Name, double Share)> Methods)
{
    const int SamplesPerSecond = 499;
    const int MostMethods = 15;
    const int LongestName = 100;

    /// <summary>
    /// What the host must be started with: it then writes where it put its compiled methods, for perf to read, and puts them into
    /// plain memory, in place of a mapped file whose name would hide them.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings =>
        [KeyValuePair.Create("DOTNET_PerfMapEnabled", "3"), KeyValuePair.Create("DOTNET_EnableWriteXorExecute", "0")];

    /// <summary>Null when perf is not installed or not allowed here.</summary>
    public static async Task<HostProfile?> TakeAsync(int processId, TimeSpan time, WorkFolder folder, CancellationToken cancellation)
    {
        var file = folder.Combine("perf.data");
        var seconds = $"{(int)time.TotalSeconds}";
        string[] record = ["record", "-q", "-e", "cpu-clock", "-F", $"{SamplesPerSecond}", "-p", $"{processId}", "-o", file, "--", "sleep", seconds];
        if (await PerfAsync(record, cancellation) is null)
            return null;
        var lines = await PerfAsync(["script", "-i", file, "-F", "pid,ip,sym,dso"], cancellation);
        return lines is null ? null : Of([.. lines.Split('\n').Select(Sample.Parse).OfType<Sample>()]);
    }

    public ReportTable Table(double hostMilliseconds)
    {
        var table = new ReportTable($"Processor time of the host by layer ({Samples} samples)", ["", "Share", "ms an order"]);
        foreach (var (name, share) in Layers)
            table.Row(name, $"{share:P1}", $"{share * hostMilliseconds:F3}");
        foreach (var (name, share) in Methods)
            table.Row($"  {(name.Length > LongestName ? name[..LongestName] : name)}", $"{share:P1}", $"{share * hostMilliseconds:F3}");
        return table;
    }

    static HostProfile Of(IReadOnlyList<Sample> samples) => new(
        samples.Count, Shares(samples, Layer.Of), [.. Shares(samples, sample => sample.Place).Take(MostMethods)]);

    static IReadOnlyList<(string Name, double Share)> Shares(IReadOnlyList<Sample> samples, Func<Sample, string> key) =>
        [.. samples.GroupBy(key, StringComparer.Ordinal).Select(group => (group.Key, group.Count() / (double)samples.Count)).OrderByDescending(share => share.Item2)];

    static async Task<string?> PerfAsync(string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("perf", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await errors;
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
