using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Host.Postgres;

namespace Modular.Host.Tests.Postgres;

/// <summary>A host in a process of its own, to be killed: this test program again, running the one test below.</summary>
public sealed class DoomedHost : IDisposable
{
    const string FolderVariable = "MODULAR_TEST_DOOMED_HOST";

    readonly Process _process;

    DoomedHost(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Returns once the server of the other process accepts connections.</summary>
    internal static async Task<DoomedHost> StartAsync(PostgresFolder folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Modular.Host.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program, ["-explicit", "only", "-method", $"{typeof(DoomedHostBody).FullName}.{nameof(DoomedHostBody.Run)}"])
        {
            Environment = { [FolderVariable] = folder.Path },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var host = new DoomedHost(Process.Start(start)!);
        await PostgresFolder.UntilAsync(() => folder.Postmaster is { IsReady: true } && File.Exists(folder.Layout.PortFile));
        return host;
    }

    /// <summary>SIGKILL to the host alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    public sealed class DoomedHostBody
    {
        [Fact(Explicit = true)]
        public async Task Run()
        {
            var folder = Environment.GetEnvironmentVariable(FolderVariable);
            Assert.SkipWhen(folder is null, "Started by other tests only.");
            await EmbeddedPostgres.StartAsync(
                new() { DataDirectory = folder }, TimeProvider.System, NullLogger<EmbeddedPostgres>.Instance, TestContext.Current.CancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
