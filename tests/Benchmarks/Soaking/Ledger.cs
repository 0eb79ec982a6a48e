using System.Diagnostics;
using Modular.Benchmarks.Processes;

namespace Modular.Benchmarks.Soaking;

/// <summary>The answer of <c>modular ledger</c>, which compares the books of the modules.</summary>
/// <param name="ExitCode">0: they agree.</param>
/// <param name="Summary">Its last line.</param>
sealed record Ledger(int ExitCode, string Summary)
{
    public static async Task<Ledger> RunAsync(string connectionString, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(HostBuild.Executable, ["ledger"])
        {
            WorkingDirectory = Path.GetDirectoryName(HostBuild.Executable),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Modular"] = connectionString;
        using var process = Process.Start(start) ?? throw new BenchmarkException("The ledger could not be started.");
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        var lines = (output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(process.ExitCode, lines.LastOrDefault() ?? "");
    }
}
