using System.Diagnostics;
using Modular.Host.Postgres;

namespace Modular.Host.Supervision;

/// <summary>
/// Ends the embedded server when this process is killed: a shell holds the other end of a pipe, and shuts the server down once the pipe
/// breaks and the children had time to finish. Not when somebody else has taken the server over meanwhile.
/// </summary>
/// <remarks>Needs a shell and <c>flock</c> (util-linux). Without them a server that is left running is taken over by the next start.</remarks>
sealed class PostgresGuard(Process shell) : IDisposable
{
    const int ChildrenTakeAtMostSeconds = 10;

    public static PostgresGuard? Start(EmbeddedPostgres postgres)
    {
        if (OperatingSystem.IsWindows() || postgres.ProcessId is not { } server)
            return null;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("""
            trap '' INT HUP TERM
            read -r word && exit 0
            sleep "$1"
            exec flock -n "$2" kill -INT "$3"
            """);
        foreach (var argument in (string[])["guard", $"{ChildrenTakeAtMostSeconds}", postgres.LockFile, $"{server}"])
            start.ArgumentList.Add(argument);
        return Process.Start(start) is { } shell ? new(shell) : null;
    }

    /// <summary>Dismisses the guard: the server is stopped by its owner.</summary>
    public void Dispose()
    {
        try
        {
            shell.StandardInput.WriteLine("dismissed");
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody has killed it.
        }

        shell.Dispose();
    }
}
