using Microsoft.Extensions.Logging.Abstractions;
using Modular.Host.Postgres;
using Npgsql;

namespace Modular.Integration.Tests.Hosting;

/// <summary>A PostgreSQL server of its own in a temporary folder, with as many databases as asked for.</summary>
sealed class TestServer : IAsyncDisposable
{
    readonly string _folder;
    EmbeddedPostgres _postgres;
    int _databases;

    TestServer(string folder, EmbeddedPostgres postgres) => (_folder, _postgres) = (folder, postgres);

    /// <summary>Starts one; skips the test on a machine without PostgreSQL.</summary>
    public static async Task<TestServer> StartAsync()
    {
        Assert.SkipUnless(BinaryFinder.OfThisMachine.Candidates("").Any(), "PostgreSQL is not installed on this machine.");
        var folder = Path.Combine(Path.GetTempPath(), $"modular-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
        return new TestServer(folder, await RunAsync(folder));
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(_postgres.ConnectionString);
        await using var create = source.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        // Hosts of several tests share the server's sessions.
        return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name, MaxPoolSize = 30 }.ConnectionString;
    }

    /// <summary>Stops the server as an operator does: with every session cut off.</summary>
    public async Task StopAsync() => await _postgres.DisposeAsync();

    /// <summary>Starts it again, on the same port and the same data.</summary>
    public async Task StartAgainAsync() => _postgres = await RunAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    static Task<EmbeddedPostgres> RunAsync(string folder) => EmbeddedPostgres.StartAsync(
        new PostgresOptions { DataDirectory = folder }, TimeProvider.System, NullLogger<EmbeddedPostgres>.Instance);
}
