using Microsoft.Extensions.Logging.Abstractions;
using Modular.Benchmarks.Processes;
using Modular.Host.Postgres;
using Npgsql;

namespace Modular.Benchmarks.Database;

/// <summary>A PostgreSQL server of this run's own: the host's embedded one, with the durable settings it has there, in a new folder.</summary>
sealed class PrivatePostgres : IAsyncDisposable
{
    readonly EmbeddedPostgres _server;

    PrivatePostgres(EmbeddedPostgres server) => _server = server;

    /// <summary>Where its programs are, pgbench among them.</summary>
    public string BinDirectory => _server.BinDirectory;

    public string Version => _server.Version;

    public int ProcessId => _server.ProcessId ?? throw new BenchmarkException("PostgreSQL has gone.");

    public string ConnectionString => _server.ConnectionString;

    /// <exception cref="BenchmarkException">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<PrivatePostgres> StartAsync(WorkFolder folder, CancellationToken cancellation)
    {
        try
        {
            var options = new PostgresOptions { DataDirectory = folder.Combine("postgres") };
            return new(await EmbeddedPostgres.StartAsync(options, TimeProvider.System, NullLogger<EmbeddedPostgres>.Instance, cancellation));
        }
        catch (EmbeddedPostgresException failure)
        {
            throw new BenchmarkException(failure.Message, failure);
        }
    }

    public NpgsqlConnectionStringBuilder Connection(string database) => new(ConnectionString) { Database = database };

    public async Task CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
