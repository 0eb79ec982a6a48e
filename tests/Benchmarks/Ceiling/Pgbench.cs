using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Modular.Benchmarks.Database;
using Modular.Benchmarks.Processes;
using Npgsql;

namespace Modular.Benchmarks.Ceiling;

/// <summary>What PostgreSQL can do for the durable work of orders, in a database of its own on the server that the host uses.</summary>
sealed partial class Pgbench(PrivatePostgres server, WorkFolder folder, int hostProcess)
{
    const string Database = "ceiling";
    const int Threads = 2;
    // Its sessions report their last counts when they end, which is moments after pgbench itself has.
    static readonly TimeSpan SessionsEndWithin = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    int _rounds;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await server.CreateDatabaseAsync(Database, cancellation);
        await using var schema = typeof(Pgbench).Assembly.GetManifestResourceStream("Modular.Benchmarks.Ceiling.schema.sql")!;
        using var reader = new StreamReader(schema);
        await using var source = NpgsqlDataSource.Create(server.Connection(Database).ConnectionString);
        await using var command = source.CreateCommand(await reader.ReadToEndAsync(cancellation));
        await command.ExecuteNonQueryAsync(cancellation);
        foreach (var pipelined in new[] { false, true })
            await File.WriteAllTextAsync(ScriptFile(pipelined), CeilingScript.Text(pipelined), cancellation);
    }

    /// <summary>Runs the script with a number of clients for a time.</summary>
    /// <exception cref="BenchmarkException">pgbench fails.</exception>
    public async Task<Throughput> RunAsync(int clients, TimeSpan window, bool pipelined, CancellationToken cancellation)
    {
        _rounds++;
        await using var source = NpgsqlDataSource.Create(server.Connection(Database).ConnectionString);
        var work = await ServerWork.ReadAsync(source, cancellation);
        var cpu = CpuTime.Read(hostProcess, server.ProcessId, clientProcess: 0);
        using var process = Start(clients, window, pipelined);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var client = TimeSpan.Zero;
        try
        {
            // Its processor time can only be read while it runs.
            while (!process.HasExited)
            {
                client = ProcStat.Of(process.Id) is var now && now > client ? now : client;
                await Task.Delay(LookEvery, TimeProvider.System, cancellation);
            }
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }

        var match = TransactionsPerSecond.Match(await output);
        if (process.ExitCode != 0 || !match.Success)
            throw new BenchmarkException($"pgbench failed: {await errors}");
        var perSecond = double.Parse(match.Groups["tps"].Value, CultureInfo.InvariantCulture);
        cpu = CpuTime.Read(hostProcess, server.ProcessId, clientProcess: 0) - cpu;
        await Task.Delay(SessionsEndWithin, TimeProvider.System, cancellation);
        return new(clients, perSecond * window.TotalSeconds, window, cpu with { Client = client }, await ServerWork.ReadAsync(source, cancellation) - work);
    }

    Process Start(int clients, TimeSpan window, bool pipelined)
    {
        var connection = server.Connection(Database);
        var start = new ProcessStartInfo(
            Program(),
            [
                "-n", "-M", "prepared", "-c", $"{clients}", "-j", $"{Math.Min(Threads, clients)}", "-T", $"{(int)window.TotalSeconds}", .. CeilingScript.Definitions(_rounds),
                "-f", ScriptFile(pipelined), "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, Database,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = connection.Password;
        start.Environment["PGSSLMODE"] = "disable";
        start.Environment["PGGSSENCMODE"] = "disable";
        return Process.Start(start) ?? throw new BenchmarkException("pgbench could not be started.");
    }

    // Beside the server, or, as it is only a client, wherever PATH has one.
    string Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Prepend(server.BinDirectory)
            .Select(folder => Path.Combine(folder, "pgbench")).FirstOrDefault(File.Exists)
        ?? throw new BenchmarkException("pgbench is not installed: it comes with the client programs of PostgreSQL.");

    string ScriptFile(bool pipelined) => folder.Combine(pipelined ? "order-pipelined.sql" : "order.sql");

    [GeneratedRegex(@"^tps = (?<tps>[0-9.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    static partial Regex TransactionsPerSecond { get; }
}
