using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Host.Postgres;
using Npgsql;

namespace Modular.EndToEnd.Tests;

/// <summary>A data folder for one test. Its PostgreSQL server is the test's own, once started; before that, the host runs it.</summary>
sealed class TestDatabase : IAsyncDisposable
{
    // Made by the server itself, which gives it the rights that its own user needs.
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"modular-e2e-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
    EmbeddedPostgres? _server;

    public string ConnectionString => _server?.ConnectionString ?? RunningServer.Find(Options) ?? throw new InvalidOperationException("No server runs.");

    /// <summary>What the host is told.</summary>
    public KeyValuePair<string, string> Setting => _server is null ? new("Postgres__DataDirectory", _folder) : SettingOf(ConnectionString);

    PostgresOptions Options => new() { DataDirectory = _folder };

    public static KeyValuePair<string, string> SettingOf(string connectionString) => new("ConnectionStrings__Modular", connectionString);

    /// <summary>Starts the server, or takes it over from a host that was killed.</summary>
    public async Task StartAsync() => _server = await EmbeddedPostgres.StartAsync(
        Options, TimeProvider.System, NullLogger<EmbeddedPostgres>.Instance, TestContext.Current.CancellationToken);

    /// <summary>SIGKILL of the postmaster. The supervisor brings it back, which takes a recovery.</summary>
    public void Kill()
    {
        using var postmaster = Process.GetProcessById(_server!.ProcessId!.Value);
        postmaster.Kill();
    }

    public async Task StopAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    /// <summary>Messages that nobody has handled yet, timers aside.</summary>
    public async Task<string?> MessagesAsync()
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand(
            """
            select string_agg(line, '; ')
            from (select count(*) || ' ' || message_type || ' ' || status || ' of ' || owner_id || ' after ' || max(attempts) as line
                  from wolverine.wolverine_incoming_envelopes
                  where status = 'Incoming' or (status = 'Scheduled' and attempts > 0)
                  group by message_type, status, owner_id) as lines
            """);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
    }

    /// <summary>Changes the database of a module behind its back; the shared one where it has none of its own.</summary>
    public async Task AlterAsync(string module, string statement)
    {
        var shared = new NpgsqlConnectionStringBuilder(ConnectionString);
        var own = $"{shared.Database}_{module}";
        await using var server = NpgsqlDataSource.Create(shared);
        await using var search = server.CreateCommand("select count(*) from pg_database where datname = $1");
        search.Parameters.AddWithValue(own);
        var isSplit = await search.ExecuteScalarAsync(TestContext.Current.CancellationToken) is > 0L;
        await using var database = isSplit ? NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = own }) : server;
        await using var command = database.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            await StartAsync();
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
