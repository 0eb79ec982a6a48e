using Modular.Host.Postgres;
using Npgsql;
using static Modular.Host.Tests.Postgres.PostgresFolder;

namespace Modular.Host.Tests.Postgres;

public sealed class EmbeddedPostgresTests : IAsyncDisposable
{
    readonly PostgresFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_first_start_makes_the_database_and_a_second_start_finds_its_data()
    {
        int port;
        await using (var first = await _folder.StartAsync())
        {
            port = first.Port;
            await QueryAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        await using var second = await _folder.StartAsync();

        Assert.Equal(42, await QueryAsync(second, "SELECT answer FROM kept"));
        Assert.Equal(port, second.Port);
        Assert.Equal(_folder.Path, second.DataDirectory);
        Assert.Equal("modular", await QueryAsync(second, "SELECT current_database()::text"));
    }

    [Fact]
    public async Task Disposing_stops_the_server_cleanly_and_frees_the_folder()
    {
        var postgres = await _folder.StartAsync();
        var run = _folder.Postmaster!;

        await postgres.DisposeAsync();

        Assert.False(PostmasterProcess.IsAlive(run, _folder.Layout.Data));
        Assert.Null(_folder.Postmaster);
        Assert.EndsWith("database system is shut down", (await LogAsync()).TrimEnd(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Layout.OwnerFile));
    }

    [Fact]
    public async Task The_server_is_private_and_durable()
    {
        await using var postgres = await _folder.StartAsync();

        Assert.Equal("127.0.0.1", await QueryAsync(postgres, "SHOW listen_addresses"));
        Assert.Equal("", await QueryAsync(postgres, "SHOW unix_socket_directories"));
        Assert.Equal("on", await QueryAsync(postgres, "SHOW fsync"));
        Assert.Equal("on", await QueryAsync(postgres, "SHOW synchronous_commit"));
        Assert.Equal("256MB", await QueryAsync(postgres, "SHOW shared_buffers"));
        Assert.Equal("scram-sha-256", await QueryAsync(postgres, "SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules"));
        var stranger = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess" };
        await using var connection = new NpgsqlConnection(stranger.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Layout.PasswordFile));
    }

    [Fact]
    public async Task The_CtrlC_of_the_terminal_does_not_reach_the_server()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var postgres = await _folder.StartAsync();

        Assert.NotEqual(await SessionAsync(Environment.ProcessId), await SessionAsync(postgres.ProcessId!.Value));
    }

    [Fact]
    public async Task A_server_that_is_killed_comes_back_on_the_same_port_with_its_data()
    {
        await using var postgres = await _folder.StartAsync();
        await QueryAsync(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
        var (port, killed) = (postgres.Port, postgres.ProcessId!.Value);

        Kill(killed);
        await UntilAsync(() => postgres.ProcessId != killed);

        Assert.Equal(port, postgres.Port);
        Assert.Equal(42, await QueryAsync(postgres, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task A_port_that_somebody_took_meanwhile_is_replaced_by_another()
    {
        int port;
        await using (var first = await _folder.StartAsync())
            port = first.Port;
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        taken.Start();

        await using var second = await _folder.StartAsync();

        Assert.NotEqual(port, second.Port);
        Assert.Equal(1, await QueryAsync(second, "SELECT 1"));
    }

    Task<string> LogAsync() => File.ReadAllTextAsync(_folder.Layout.LogFile, TestContext.Current.CancellationToken);

    // Field 6 of proc(5) stat; the name before it, in parentheses, may hold spaces.
    static async Task<int> SessionAsync(int processId) =>
        int.Parse((await File.ReadAllTextAsync($"/proc/{processId}/stat", TestContext.Current.CancellationToken)).Split(')')[^1].Split(' ')[4]);
}
