using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Modular.Brokers;

/// <summary>A RabbitMQ broker of one run's own: its own node, ports and folder.</summary>
sealed class RabbitMqNode : IAsyncDisposable
{
    // Debian's /usr/sbin scripts insist on the system's user and node; these are what they call.
    const string Programs = "/usr/lib/rabbitmq/bin";

    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    readonly string _folder = Directory.CreateTempSubdirectory("modular-rabbitmq-").FullName;
    readonly int _port = OwnPort.Any();
    readonly int _distributionPort = OwnPort.Any();
    readonly int _mapperPort = OwnPort.Any();
    Process? _server;

    /// <summary>Whether it can be started here: <c>apt install rabbitmq-server</c>.</summary>
    public static bool IsInstalled { get; } = File.Exists($"{Programs}/rabbitmq-server");

    /// <summary>Of the server, once started; its Erlang runtime is a child of it.</summary>
    public int ProcessId => _server!.Id;

    public string Address => $"amqp://guest:guest@127.0.0.1:{_port}";

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="TimeoutException">It does not within a minute.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "enabled_plugins"), "[].", cancellation);
        _server = Run("rabbitmq-server");
        for (var began = Stopwatch.GetTimestamp(); !await AnswersAsync(cancellation); await Task.Delay(LookEvery, TimeProvider.System, cancellation))
        {
            if (Stopwatch.GetElapsedTime(began) > Deadline)
                throw new TimeoutException("RabbitMQ does not answer.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
            // Erlang's port mapper outlives its nodes.
            using var mapper = Start("epmd", "-port", $"{_mapperPort}", "-kill");
            await mapper.WaitForExitAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    Process Run(string program) => Start($"{Programs}/{program}");

    Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = _folder,
            ["RABBITMQ_NODENAME"] = $"modular{_port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{_port}",
            ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
            ["RABBITMQ_MNESIA_BASE"] = _folder,
            ["RABBITMQ_LOG_BASE"] = _folder,
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "none"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
            ["ERL_EPMD_PORT"] = $"{_mapperPort}",
        })
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // The protocol's greeting: a broker answers it with a frame, a port alone does not.
    async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port, cancellation);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\t\u0001"u8.ToArray(), cancellation);
            return await stream.ReadAsync(new byte[1], cancellation) == 1;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
