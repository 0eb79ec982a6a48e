using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Modular.EndToEnd.Tests;

/// <summary>The real executable, <c>modular.dll</c>, in a process of its own, on one address however often it is killed and started.</summary>
/// <param name="deployment">How it is run: alone, or as the parent of a whole system.</param>
/// <param name="settings">Environment variables, such as the one that says where the data are.</param>
sealed class ModularProcess(Deployment deployment, params IEnumerable<KeyValuePair<string, string>> settings) : IAsyncDisposable
{
    public ModularProcess(KeyValuePair<string, string> database)
        : this(Deployment.OneProcess, database)
    {
    }

    static readonly string Executable =
        typeof(ModularProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Host").Value!;

    readonly ConcurrentQueue<string> _output = new();
    Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{OwnPort.Any()}");

    /// <summary>The gateway's own API; split only.</summary>
    public Uri Gateway { get; } = new($"http://127.0.0.1:{OwnPort.Any()}");

    /// <summary>Where the processes of a system are started and stopped; split only.</summary>
    public Uri Control { get; } = new($"http://127.0.0.1:{OwnPort.Any()}");

    readonly int _registryPort = OwnPort.Any();

    // Level 3 takes one for each service, one after another.
    readonly int _servicePort = OwnPort.Any(inARow: 3);

    public bool IsAlive => _process is { HasExited: false };

    /// <summary>What it wrote last, for the message of a failed test.</summary>
    public string Output => string.Join('\n', _output.TakeLast(60));

    public void Start() => _process = Run(_output.Enqueue, deployment.IsSplit
        ?
        [
            "up", .. deployment.Topology, "--instances", deployment.Instances!, .. deployment.Fault is { } fault ? ["--fault", fault] : Array.Empty<string>(),
            "--api-port", $"{Address.Port}", "--admin-port", $"{Gateway.Port}", "--control-port", $"{Control.Port}", "--registry-port", $"{_registryPort}",
            "--service-port", $"{_servicePort}",
        ]
        : ["--urls", Address.ToString(), .. deployment.Topology]);

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
        using var process = Run(output.Enqueue, [.. arguments, .. deployment.Topology]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Join('\n', output));
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task StopAsync()
    {
        Signal(_process!.Id, "TERM");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public static void Signal(int processId, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{processId}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        // A whole system takes its children, and its database, with it.
        if (IsAlive && deployment.IsSplit)
            await StopAsync();
        else if (IsAlive)
            await KillAsync();
    }

    Process Run(Action<string> line, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Executable, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Executable),
            Environment =
            {
                // So long that no order of a test ends by it: what was interrupted must be taken up again.
                ["Modules__Order__Fulfilment__Timeout"] = "00:10:00",
                ["Logging__LogLevel__Default"] = "Warning",
                // A registry of each test's own port would leave a file of each behind.
                ["Registry__Embedded__KeysFile"] = "",
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => Write(e.Data);
        process.ErrorDataReceived += (_, e) => Write(arguments is ["--urls" or "up", ..] ? e.Data : null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Write(string? text)
        {
            if (text is not null)
                line(text);
        }
    }
}
