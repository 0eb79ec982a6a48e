using System.Diagnostics;

namespace Modular.Host.Postgres;

/// <summary>
/// Starts and stops the server through <c>pg_ctl</c>, which puts it into a session of its own: the Ctrl-C of the terminal
/// reaches the host alone, and the host stops the server last. On Windows it also gives up an administrator's rights.
/// </summary>
sealed partial class ServerControl(DataFolder folder, ServerTools tools, ServerLog log, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan ImmediateStopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Starts the server on a port. Returns once it accepts connections, or once it has given up.</summary>
    /// <param name="timeout">How long <c>pg_ctl</c> watches the start; the caller cancels at the same time.</param>
    public async Task<StartOutcome> StartAsync(int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var previous = PostmasterFile.Read(folder.Data);
        // PostgreSQL judges a dead process id by itself, but takes another program with that id for a server and refuses to start.
        if (previous is not null && PostmasterProcess.IsAnything(previous.ProcessId) && !PostmasterProcess.IsAlive(previous, folder.Data))
            PostmasterFile.Delete(folder.Data);
        log.Rotate();
        var place = log.End;
        using var starting = tools.Start(
            "pg_ctl",
            ["start", "-s", "-w", "-t", $"{Math.Ceiling(timeout.TotalSeconds)}", "-D", folder.Data, "-l", folder.LogFile, "-o", $"-p {port}"]);
        try
        {
            while (!HasFailed(starting))
            {
                // pg_ctl looks ten times a second; the file itself tells sooner.
                if (PostmasterFile.Read(folder.Data) is { IsReady: true } run && !run.IsSameRunAs(previous))
                    return new(run, "");
                await Task.Delay(PollEvery, time, cancellationToken);
            }

            return new(null, log.Since(place));
        }
        catch (OperationCanceledException)
        {
            // It may not have come as far as its file. pg_ctl ends by itself, at the latest after the timeout.
            await starting.WaitForExitAsync(CancellationToken.None);
            if (PostmasterFile.Read(folder.Data) is { } run && !run.IsSameRunAs(previous))
                await StopAsync(run, ImmediateStopTimeout);
            throw;
        }
    }

    /// <summary>Stops a run: the open transactions are rolled back and the rest is saved. After the timeout, by force.</summary>
    public async Task StopAsync(PostmasterFile run, TimeSpan timeout)
    {
        if (await StopAsync(run, "fast", timeout))
            return;
        LogForcedStop(logger, run.ProcessId, timeout);
        if (!await StopAsync(run, "immediate", ImmediateStopTimeout))
            PostmasterProcess.Kill(run, folder.Data);
    }

    /// <summary>Waits until a run is neither starting nor stopping. Returns null when it is gone.</summary>
    public async Task<PostmasterFile?> SettledAsync(PostmasterFile run, CancellationToken cancellationToken)
    {
        while (PostmasterProcess.IsAlive(run, folder.Data))
        {
            if (PostmasterFile.Read(folder.Data) is { IsReady: true } ready && ready.IsSameRunAs(run))
                return ready;
            await Task.Delay(PollEvery, time, cancellationToken);
        }

        return null;
    }

    async Task<bool> StopAsync(PostmasterFile run, string mode, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            await tools.RunAsync("pg_ctl", ["stop", "-s", "-W", "-m", mode, "-D", folder.Data], deadline.Token);
            while (PostmasterProcess.IsAlive(run, folder.Data))
                await Task.Delay(PollEvery, time, deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    static bool HasFailed(Process starting) => starting is { HasExited: true, ExitCode: not 0 };

    [LoggerMessage(LogLevel.Warning, "PostgreSQL (process {ProcessId}) did not stop within {Timeout}: stopping it by force")]
    static partial void LogForcedStop(ILogger logger, int processId, TimeSpan timeout);
}
