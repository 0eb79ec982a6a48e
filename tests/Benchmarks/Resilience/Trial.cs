using System.Diagnostics;
using System.Globalization;
using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Proxying;
using Modular.Host.Postgres;

namespace Modular.Benchmarks.Resilience;

/// <summary>The gateway with a policy, and instances to be tried, each in a process of its own.</summary>
sealed class Trial : IAsyncDisposable
{
    const string Gateway = "src/Gateway/bin/Release/net10.0/modular-gateway";

    // Five failures in a row put an instance out, so as many repetitions must be allowed at once where only a few requests are active.
    const string Policy =
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: bench }
        spec:
          host: bench
          trafficPolicy:
            retryBudget: { percent: 20, minRetryConcurrency: 10 }
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: bench }
        spec:
          hosts: [bench]
          http:
          - route:
            - destination: { host: bench }
            retries: { attempts: 3, perTryTimeout: 500ms, retryOn: "connect-failure,reset,5xx" }
            timeout: 5s
        """;

    readonly WorkFolder _folder = WorkFolder.Create();
    readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 2_000 }) { Timeout = TimeSpan.FromSeconds(30) };
    readonly List<Peer> _instances = [];
    Peer? _gateway;

    public HttpClient Http => _http;

    public IReadOnlyList<string> Instances => [.. _instances.Select(instance => instance.Address.GetLeftPart(UriPartial.Authority))];

    /// <summary>The gateway's own API.</summary>
    public Uri Admin { get; } = new(Url(FreePort.Any()));

    public Uri Target => new(_gateway!.Address, "/bench/hello");

    public static async Task<Trial> StartAsync(int instances, CancellationToken cancellation)
    {
        var trial = new Trial();
        for (var i = 0; i < instances; i++)
            trial._instances.Add(trial.Start($"instance-{i}", FreePort.Any(), port => PeerStarter.Role(FaultyInstance.Role, [Url(port)]), []));
        Directory.CreateDirectory(trial._folder.Combine("policies"));
        await File.WriteAllTextAsync(trial._folder.Combine("policies/bench.yaml"), Policy, cancellation);
        trial._gateway = trial.Start("gateway", FreePort.Any(), _ => [Repository.Path(Gateway)],
        [
            ("Admin__Urls", trial.Admin.GetLeftPart(UriPartial.Authority)),
            ("Balancing__SlowStart", "0"),
            ("Registry__Static__bench__Metadata__routes", "/bench"),
            .. trial.Instances.Index().Select(instance => ($"Registry__Static__bench__{instance.Index}", instance.Item)),
        ]);
        await trial._gateway.ReadyAsync(trial._http, "/bench/hello", trial._folder.Combine("gateway.log"), cancellation);
        return trial;
    }

    /// <summary>Sends a signal to an instance: <c>KILL</c>, <c>STOP</c>.</summary>
    public async Task SignalAsync(int instance, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_instances[instance].Process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task FaultAsync(int instance, int delayMilliseconds, double errors)
    {
        using var told = await _http.PostAsync(
            new Uri(_instances[instance].Address, string.Create(CultureInfo.InvariantCulture, $"/fault?delay={delayMilliseconds}&errors={errors}")), content: null);
        told.EnsureSuccessStatusCode();
    }

    /// <summary>How many attempts have come to all instances.</summary>
    public async Task<long> AttemptsAsync()
    {
        var attempts = 0L;
        foreach (var instance in _instances)
            attempts += long.Parse(await _http.GetStringAsync(new Uri(instance.Address, "/asked")), CultureInfo.InvariantCulture);
        return attempts;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        foreach (var instance in _instances)
        {
            // One that is stopped hears nothing.
            if (instance.Process is { HasExited: false })
                await SignalAsync(_instances.IndexOf(instance), "CONT");
            await instance.DisposeAsync();
        }

        _http.Dispose();
        _folder.Dispose();
    }

    Peer Start(string name, int port, Func<int, IReadOnlyList<string>> command, IEnumerable<(string Key, string Value)> settings) => new(
        name, new Uri(Url(port)),
        ChildProcess.Start(
            command(port), _folder.Combine($"{name}.log"), _folder.Path, "TERM",
            settings.Append(("Urls", Url(port))).ToDictionary(setting => setting.Item1, string? (setting) => setting.Item2, StringComparer.Ordinal)));

    static string Url(int port) => $"http://127.0.0.1:{port}";
}
