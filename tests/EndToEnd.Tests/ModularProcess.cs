using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Modular.EndToEnd.Tests;

/// <summary>The real executable, <c>modular.dll</c>, in a process of its own, on one address however often it is killed and started.</summary>
/// <param name="database">The setting, and its value, that says where the data are.</param>
sealed class ModularProcess(KeyValuePair<string, string> database) : IAsyncDisposable
{
    static readonly string Executable =
        typeof(ModularProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Host").Value!;

    readonly ConcurrentQueue<string> _output = new();
    Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public bool IsAlive => _process is { HasExited: false };

    /// <summary>What it wrote last, for the message of a failed test.</summary>
    public string Output => string.Join('\n', _output.TakeLast(60));

    public void Start() => _process = Run(_output.Enqueue, "--urls", Address.ToString());

    /// <summary>SIGKILL: no handler, no finally, no goodbye to the database.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs another command of the executable beside the host.</summary>
    public async Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments)
    {
        var output = new ConcurrentQueue<string>();
        using var process = Run(output.Enqueue, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Join('\n', output));
    }

    public async ValueTask DisposeAsync()
    {
        if (IsAlive)
            await KillAsync();
    }

    Process Run(Action<string> line, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Executable, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Executable),
            Environment =
            {
                [database.Key] = database.Value,
                // So long that no order of a test ends by it: what was interrupted must be taken up again.
                ["Modules__Order__Fulfilment__Timeout"] = "00:10:00",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => Write(e.Data);
        process.ErrorDataReceived += (_, e) => Write(arguments is ["--urls", ..] ? e.Data : null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Write(string? text)
        {
            if (text is not null)
                line(text);
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
