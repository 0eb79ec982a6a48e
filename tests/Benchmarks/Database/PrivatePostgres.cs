using System.Diagnostics;
using Modular.Benchmarks.Processes;
using Npgsql;

namespace Modular.Benchmarks.Database;

/// <summary>A durable PostgreSQL server of this run's own, from the installed binaries.</summary>
sealed class PrivatePostgres : IAsyncDisposable
{
    const string Name = "modular";
    static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // What a small installation runs with. Commits are durable: the first three are defaults, stated because the figures rest on them.
    static readonly string[] Settings =
    [
        "fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=256MB", "max_connections=200", "max_wal_size=2GB",
        "listen_addresses=127.0.0.1", "unix_socket_directories=",
    ];

    readonly ChildProcess _process;
    readonly int _port;

    PrivatePostgres(ChildProcess process, PostgresPrograms programs, int port) => (_process, Programs, _port) = (process, programs, port);

    public PostgresPrograms Programs { get; }

    public int ProcessId => _process.Id;

    public int Port => _port;

    public string ConnectionString => ConnectionStringOf(Name);

    public string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Database = database,
        Username = Name,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <exception cref="BenchmarkException">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<PrivatePostgres> StartAsync(WorkFolder folder, CancellationToken cancellation)
    {
        var programs = PostgresPrograms.Find();
        var home = Directory.CreateDirectory(folder.Combine("postgres")).FullName;
        var data = Path.Combine(home, "data");
        await PostgresPrograms.GiveAsync(home, cancellation);
        await programs.RunAsync("initdb", ["-D", data, "-U", Name, "--auth=trust", "-E", "UTF8", "--locale=C"], home, cancellation);

        var port = FreePort.Any();
        var settings = Settings.Append($"port={port}").SelectMany(setting => new[] { "-c", setting });
        var process = ChildProcess.Start(
            programs.Command("postgres", ["-D", data, .. settings]), folder.Combine("postgres.log"), home, "INT", new Dictionary<string, string?>(StringComparer.Ordinal));
        var server = new PrivatePostgres(process, programs, port);
        try
        {
            await server.AnswersAsync(cancellation);
            await server.CreateDatabaseAsync(Name, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionStringOf("postgres"));
        await using var command = source.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    async Task AnswersAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await using var source = NpgsqlDataSource.Create(ConnectionStringOf("postgres"));
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation);
                return;
            }
            catch (NpgsqlException failure) when (_process.HasExited || Stopwatch.GetElapsedTime(began) > StartWithin)
            {
                throw new BenchmarkException("PostgreSQL does not start.", failure);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(LookEvery, TimeProvider.System, cancellation);
            }
        }
    }
}
