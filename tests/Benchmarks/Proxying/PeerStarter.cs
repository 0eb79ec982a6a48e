using System.Runtime.InteropServices;
using Modular.Benchmarks.Processes;
using Modular.Host.Postgres;

namespace Modular.Benchmarks.Proxying;

/// <summary>Starts the upstream and what is compared, each as a process of its own, all with keep-alive connections to both upstream ports.</summary>
/// <param name="environment">For both .NET programs alike.</param>
sealed class PeerStarter(WorkFolder folder, IReadOnlyDictionary<string, string> environment)
{
    public const string Path = "/bench/hello";

    const string Gateway = "src/Gateway/bin/Release/net10.0/modular-gateway";

    readonly int[] _upstream = [FreePort.Any(), FreePort.Any()];

    public string Log(string name) => folder.Combine($"{name}.log");

    /// <summary>What answers in the end: nginx where there is one, as it leaves most of the machine to what is measured.</summary>
    public Peer Upstream() => Programs.Find("nginx") is { } nginx
        ? Start("direct", _upstream[0], [nginx, "-c", Write("upstream.conf", NginxFiles.Upstream(folder.Path, _upstream)), "-g", "daemon off;"], "QUIT")
        : Start("direct", _upstream[0], Role(TrivialUpstream.Role, [.. _upstream.Select(Url)]), "TERM");

    /// <summary>Null when the program is not installed.</summary>
    public Peer? Start(string name)
    {
        var port = FreePort.Any();
        return name switch
        {
            "yarp" => Start(name, port, Role(BareYarp.Role, [Url(port), .. _upstream.Select(Url)]), "TERM"),
            "gateway" => StartGateway(port),
            "nginx" => Programs.Find(name) is { } nginx
                ? Start(name, port, [nginx, "-c", Write("nginx.conf", NginxFiles.Proxy(folder.Path, port, _upstream)), "-g", "daemon off;"], "QUIT")
                : null,
            "haproxy" => Programs.Find(name) is { } haproxy
                ? Start(name, port, [haproxy, "-db", "-f", Write("haproxy.cfg", HaproxyFile.Proxy(port, _upstream))], "TERM")
                : null,
            _ => throw new FormatException($"--peers must be of yarp, gateway, nginx and haproxy, not '{name}'."),
        };
    }

    /// <summary>Puts documents where the gateway looks for them: the first is about the route that is measured.</summary>
    public void WritePolicies(int documents)
    {
        if (documents == 0)
            return;
        Directory.CreateDirectory(folder.Combine("policies"));
        Write("policies/bench.yaml", string.Join("\n---\n", Enumerable.Range(0, documents).Select(number => Policy(number == 0 ? "bench" : $"other-{number}"))));
    }

    static string Policy(string service) =>
        $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: {{service}} }
        spec:
          host: {{service}}
          trafficPolicy:
            connectionPool: { http: { http2MaxRequests: 1000 } }
            outlierDetection: { consecutive5xxErrors: 5, baseEjectionTime: 30s }
          subsets:
          - { name: all, labels: {} }
          - { name: same, labels: {} }
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: {{service}} }
        spec:
          hosts: [{{service}}]
          http:
          - match: [{ headers: { x-other: { exact: "yes" } } }]
            directResponse: { status: 204 }
          - route:
            - destination: { host: {{service}}, subset: all }
              weight: 20
            - destination: { host: {{service}}, subset: same }
              weight: 80
            retries: { attempts: 3, perTryTimeout: 2s, retryOn: "connect-failure,reset,5xx" }
            timeout: 5s
        """;

    /// <summary>With everything on: discovery, health checks, metrics, and tracing of one request in a hundred.</summary>
    Peer StartGateway(int port)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Urls"] = Url(port),
            ["Admin__Urls"] = Url(FreePort.Any()),
            ["Registry__Static__bench__0"] = Url(_upstream[0]),
            ["Registry__Static__bench__1"] = Url(_upstream[1]),
            ["Registry__Static__bench__Metadata__routes"] = "/bench",
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = $"{Url(_upstream[0])}/v1/traces",
            ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
            ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
            ["OTEL_TRACES_SAMPLER_ARG"] = "0.01",
        };
        return Start("gateway", port, [Repository.Path(Gateway)], "TERM", settings);
    }

    Peer Start(string name, int port, IReadOnlyList<string> command, string stopSignal, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var all = environment.ToDictionary(entry => entry.Key, string? (entry) => entry.Value, StringComparer.Ordinal);
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            all[key] = value;
        return new(name, new Uri(Url(port)), ChildProcess.Start(command, Log(name), folder.Path, stopSignal, all));
    }

    /// <summary>This program in another role, with the runtime settings of the gateway, so that nothing but the code differs.</summary>
    public static IReadOnlyList<string> Role(string role, IReadOnlyList<string> arguments)
    {
        var program = typeof(PeerStarter).Assembly.Location;
        return
        [
            System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"),
            "exec",
            "--runtimeconfig",
            Repository.Path($"{Gateway}.runtimeconfig.json"),
            "--depsfile",
            System.IO.Path.ChangeExtension(program, ".deps.json"),
            program,
            role,
            .. arguments,
        ];
    }

    string Write(string name, string text)
    {
        var path = folder.Combine(name);
        File.WriteAllText(path, text);
        return path;
    }

    static string Url(int port) => $"http://127.0.0.1:{port}";
}
