using System.Net;
using System.Net.Sockets;
using Modular.Host.Postgres;

namespace Modular.Host.Tests.Postgres;

public sealed class EmbeddedPostgresErrorTests : IAsyncDisposable
{
    readonly PostgresFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_second_host_on_the_folder_is_told_who_has_it_and_what_to_do()
    {
        await using var first = await _folder.StartAsync();

        var error = await _folder.FailToStartAsync();

        Assert.Equal(
            $"The PostgreSQL data folder {_folder.Path} is in use by another host (process {Environment.ProcessId}). Stop that one, or " +
            "give this one a folder of its own (Postgres:DataDirectory) or a server (ConnectionStrings:Modular).",
            error.Message);
        Assert.Equal(1, await PostgresFolder.QueryAsync(first, "SELECT 1"));
    }

    [Fact]
    public async Task Data_of_another_major_version_are_refused_with_both_versions()
    {
        Directory.CreateDirectory(_folder.Layout.Data);
        await File.WriteAllTextAsync(Path.Combine(_folder.Layout.Data, "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);

        var error = await _folder.FailToStartAsync();

        Assert.StartsWith(
            $"The data in {_folder.Path} were made by PostgreSQL 9, which is not here; found: PostgreSQL ",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("Install PostgreSQL 9 again, or convert the data with pg_upgrade", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_folder_of_another_server_is_left_alone()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);

        var error = await _folder.FailToStartAsync();

        Assert.StartsWith($"{_folder.Path} is the data folder of another PostgreSQL server.", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(_folder.Path + ".file", "", TestContext.Current.CancellationToken);
        var inside = Path.Combine(_folder.Path + ".file", "data");

        var error = await _folder.FailToStartAsync(options => options with { DataDirectory = inside });

        File.Delete(_folder.Path + ".file");
        Assert.StartsWith($"The PostgreSQL data folder {inside} cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Set Postgres:DataDirectory to a folder that can, or ConnectionStrings:Modular to a server.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_port_that_is_taken_is_an_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await _folder.FailToStartAsync(options => options with { Port = port });

        Assert.Equal(
            $"Port {port} (Postgres:Port) is taken by another program. Choose another, or 0 for a free one.", error.Message);
    }

    [Fact]
    public async Task A_folder_without_the_programs_is_not_taken_for_an_installation()
    {
        var error = await _folder.FailToStartAsync(options => options with { BinDirectory = "/nowhere" });

        Assert.Equal(
            "Postgres:BinDirectory is /nowhere, which does not hold initdb, postgres and pg_ctl. Correct it or leave it out.", error.Message);
    }
}
