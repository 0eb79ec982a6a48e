using System.Diagnostics;
using Modular.Host.Postgres;
using static Modular.Host.Tests.Postgres.PostgresFolder;

namespace Modular.Host.Tests.Postgres;

public sealed class HostCrashTests : IAsyncDisposable
{
    readonly PostgresFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task The_server_of_a_killed_host_is_taken_over_as_it_runs()
    {
        using var killed = await DoomedHost.StartAsync(_folder);
        var orphan = _folder.Postmaster!;
        await killed.KillAsync();

        await using var postgres = await _folder.StartAsync();

        Assert.Equal((orphan.ProcessId, orphan.Port), (postgres.ProcessId, postgres.Port));
        Assert.Equal(1, await QueryAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_that_was_taken_over_is_supervised_and_stopped_like_any_other()
    {
        using var killed = await DoomedHost.StartAsync(_folder);
        await killed.KillAsync();
        var postgres = await _folder.StartAsync();
        var adopted = postgres.ProcessId!.Value;

        Kill(adopted);
        await UntilAsync(() => postgres.ProcessId != adopted);
        await postgres.DisposeAsync();

        Assert.Null(_folder.Postmaster);
    }

    [Fact]
    public async Task A_host_on_the_folder_of_another_process_names_that_process()
    {
        using var other = await DoomedHost.StartAsync(_folder);

        var error = await _folder.FailToStartAsync();

        Assert.Contains($"in use by another host (process {other.ProcessId})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_and_server_that_were_both_killed_leave_a_lock_that_does_not_matter()
    {
        using var killed = await DoomedHost.StartAsync(_folder);
        var dead = _folder.Postmaster!;
        await killed.KillAsync();
        Kill(dead.ProcessId);

        await using var postgres = await _folder.StartAsync();

        Assert.NotEqual(dead.ProcessId, postgres.ProcessId);
        Assert.Equal(1, await QueryAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_stale_lock_whose_process_id_belongs_to_another_program_now_is_removed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Starts a program as the server's user.");
        await (await _folder.StartAsync()).DisposeAsync();
        string[] command = [.. ServerUser.Current()?.Prefix ?? [], "sleep", "60"];
        using var bystander = Process.Start(command[0], command[1..]);
        await File.WriteAllLinesAsync(
            Path.Combine(_folder.Layout.Data, "postmaster.pid"),
            [$"{bystander.Id}", _folder.Layout.Data, "1795399916", "5432", "", "127.0.0.1", "", "ready"],
            TestContext.Current.CancellationToken);

        await using var postgres = await _folder.StartAsync();

        Assert.NotEqual(bystander.Id, postgres.ProcessId);
        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    [Fact]
    public async Task A_folder_that_was_half_made_is_made_anew()
    {
        var halfMade = Path.Combine(_folder.Path, "server.new-0", "data");
        Directory.CreateDirectory(halfMade);
        await File.WriteAllTextAsync(Path.Combine(halfMade, "PG_VERSION"), "", TestContext.Current.CancellationToken);

        await using var postgres = await _folder.StartAsync();

        Assert.Equal(1, await QueryAsync(postgres, "SELECT 1"));
        Assert.False(Directory.Exists(halfMade));
    }
}
