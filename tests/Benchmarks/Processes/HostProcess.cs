using System.Diagnostics;
using System.Net;
using Modular.Host.Postgres;

namespace Modular.Benchmarks.Processes;

/// <summary>The real host, in Release, as a process of its own on a free port; or as the parent of a whole system.</summary>
sealed class HostProcess : IAsyncDisposable
{
    static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    readonly ChildProcess _process;
    readonly string _log;

    HostProcess(ChildProcess process, Uri address, string log, long began) => (_process, Address, _log, Began) = (process, address, log, began);

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>When the process was started; a <see cref="Stopwatch"/> timestamp.</summary>
    public long Began { get; }

    /// <summary>Starts the host and does not wait for it.</summary>
    /// <param name="settings">Configuration such as <c>Modules:Order:…</c>; of this program's own environment the host sees the rest.</param>
    public static HostProcess Start(WorkFolder folder, IEnumerable<KeyValuePair<string, string>> settings) =>
        Start(folder, Loopback(FreePort.Any()), [], settings);

    /// <summary>Starts one process a module behind a gateway, one instance each, and does not wait for them.</summary>
    /// <param name="switches">Such as <c>--level 4</c>.</param>
    /// <param name="settings">As for one process.</param>
    public static HostProcess StartSystem(WorkFolder folder, IEnumerable<string> switches, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var address = Loopback(FreePort.Any());
        return Start(
            folder,
            address,
            [
                "up", .. switches, "--api-port", $"{address.Port}", "--admin-port", $"{FreePort.Any()}",
                "--control-port", $"{FreePort.Any()}", "--registry-port", $"{FreePort.Any()}",
            ],
            settings);
    }

    static HostProcess Start(WorkFolder folder, Uri address, IReadOnlyList<string> command, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Urls"] = command.Count == 0 ? address.ToString() : null,
            ["ConnectionStrings__Modular"] = null,
        };
        foreach (var (name, value) in settings)
            environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;

        var log = folder.Combine($"host-{address.Port}.log");
        var began = Stopwatch.GetTimestamp();
        return new(ChildProcess.Start([HostBuild.Executable, .. command], log, Path.GetDirectoryName(HostBuild.Executable)!, "TERM", environment), address, log, began);
    }

    /// <summary>Waits for <c>GET /health/ready</c> to answer 200.</summary>
    /// <exception cref="BenchmarkException">It does not, or the process ends; the message holds its last lines.</exception>
    public async Task ReadyAsync(HttpClient http, CancellationToken cancellation)
    {
        var probe = new Uri(Address, "/health/ready");
        while (true)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(Began) > StartWithin)
                throw new BenchmarkException($"The host is not ready. Its last lines:\n{LastLines()}");
            try
            {
                using var answer = await http.GetAsync(probe, cancellation);
                if (answer.IsSuccessStatusCode)
                    return;
                // A host without health checks is ready when it can read its database.
                if (answer.StatusCode == HttpStatusCode.NotFound)
                    probe = new Uri(Address, "/api/inventory");
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellation);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    static Uri Loopback(int port) => new($"http://127.0.0.1:{port}");

    string LastLines() => string.Join('\n', File.ReadLines(_log).TakeLast(20));
}
