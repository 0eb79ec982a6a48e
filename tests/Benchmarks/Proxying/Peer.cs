using Modular.Benchmarks.Processes;

namespace Modular.Benchmarks.Proxying;

/// <summary>One way from the client to the upstream.</summary>
/// <param name="Process">What stands between; null for nothing.</param>
sealed record Peer(string Name, Uri Address, ChildProcess? Process) : IAsyncDisposable
{
    /// <summary>Processor time of what stands between, with its workers.</summary>
    public TimeSpan Cpu => Process is { } process ? ProcStat.OfTree(process.Id) : TimeSpan.Zero;

    public ValueTask DisposeAsync() => Process?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Waits until requests come back with 200.</summary>
    /// <exception cref="BenchmarkException">They do not.</exception>
    public async Task ReadyAsync(HttpClient http, string path, string log, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (Process is { HasExited: true })
                break;
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, path), cancellation);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }

        throw new BenchmarkException($"{Name} does not answer. Its last lines:\n{LastLines(log)}");
    }

    static string LastLines(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(20)) : "none";
}
