using System.ComponentModel;
using System.Diagnostics;

namespace Modular.Host.Postgres;

/// <summary>
/// Tells a living server from a process id that is left over, and from one that the system has given to another program since:
/// after a reboot that is likely.
/// </summary>
public static class PostmasterProcess
{
    // postmaster.pid counts whole seconds, from a moment after the process began.
    static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(10);

    public static bool IsAlive(PostmasterFile file, string data) =>
        OperatingSystem.IsLinux() ? IsServerOf(data, CommandLine(file.ProcessId)) : HasStartedThen(file);

    /// <summary>Whether a process id is in use at all, by whatever program.</summary>
    public static bool IsAnything(int processId) => Find(processId) is not null;

    /// <summary>The last resort for a server that does not stop. It recovers at its next start.</summary>
    public static void Kill(PostmasterFile file, string data)
    {
        if (IsAlive(file, data))
            Find(file.ProcessId)?.Kill();
    }

    // pg_ctl starts it as: <bin>/postgres -D <data> …
    static bool IsServerOf(string data, string[] command) =>
        command.Length > 0 && Path.GetFileName(command[0]) == "postgres" && command.Contains(data, StringComparer.Ordinal);

    // Everybody may read it, unlike the folder or the program of a process of another user. A zombie's is empty.
    static string[] CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    static bool HasStartedThen(PostmasterFile file)
    {
        try
        {
            return Find(file.ProcessId) is { ProcessName: "postgres" } process
                && (process.StartTime.ToUniversalTime() - file.StartedAt.UtcDateTime).Duration() < StartTolerance;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    static Process? Find(int processId)
    {
        try
        {
            return Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
