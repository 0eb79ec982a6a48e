using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Host.Postgres;
using Npgsql;

namespace Modular.Host.Tests.Postgres;

/// <summary>A data folder for one test, for a real server. Skips the test on a machine without PostgreSQL.</summary>
sealed class PostgresFolder : IAsyncDisposable
{
    public PostgresFolder()
    {
        Assert.SkipUnless(BinaryFinder.OfThisMachine.Candidates("").Any(), "PostgreSQL is not installed on this machine.");
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"modular-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
    }

    public string Path { get; }

    public DataFolder Layout => new(Path);

    public PostmasterFile? Postmaster => PostmasterFile.Read(Layout.Data);

    public Task<EmbeddedPostgres> StartAsync(Func<PostgresOptions, PostgresOptions>? with = null)
    {
        var options = new PostgresOptions { DataDirectory = Path };
        return EmbeddedPostgres.StartAsync(
            with?.Invoke(options) ?? options, TimeProvider.System, NullLogger<EmbeddedPostgres>.Instance, TestContext.Current.CancellationToken);
    }

    public async Task<EmbeddedPostgresException> FailToStartAsync(Func<PostgresOptions, PostgresOptions>? with = null) =>
        await Assert.ThrowsAnyAsync<EmbeddedPostgresException>(() => StartAsync(with));

    public static async Task<object?> QueryAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until something is so; for 30 seconds, then it fails.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "Waited in vain.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>SIGKILL, to one process.</summary>
    public static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        if (Postmaster is { } left && PostmasterProcess.IsAlive(left, Layout.Data))
        {
            Kill(left.ProcessId);
            await UntilAsync(() => !PostmasterProcess.IsAlive(left, Layout.Data));
        }

        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
