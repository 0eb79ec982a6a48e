using System.Diagnostics;

namespace Modular.Benchmarks.Processes;

/// <summary>A server that this program starts, and stops when disposed.</summary>
sealed class ChildProcess : IAsyncDisposable
{
    static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly string _stopSignal;

    ChildProcess(Process process, string stopSignal) => (_process, _stopSignal) = (process, stopSignal);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program with its output in a file: a pipe would have to be read, which costs time of the processor being measured.</summary>
    /// <param name="stopSignal">The signal that makes it stop in an orderly way, such as <c>TERM</c>.</param>
    /// <exception cref="BenchmarkException">It cannot be started.</exception>
    public static ChildProcess Start(
        IReadOnlyList<string> command, string logFile, string workingDirectory, string stopSignal, IReadOnlyDictionary<string, string?> environment)
    {
        // exec keeps the process id.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", logFile, .. command])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) is { } process
            ? new(process, stopSignal)
            : throw new BenchmarkException($"{command[0]} could not be started.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await StopAsync();
        _process.Dispose();
    }

    async Task StopAsync()
    {
        using (var kill = Process.Start("kill", [$"-{_stopSignal}", $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(StopWithin, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
