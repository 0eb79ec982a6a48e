using System.ComponentModel;
using System.Diagnostics;

namespace Modular.Host.Postgres;

/// <summary>Runs the programs of a PostgreSQL installation, as the user that owns the data.</summary>
/// <param name="workingDirectory">A folder that the user may enter; root's own current directory often is not.</param>
sealed class ServerTools(string binDirectory, ServerUser? user, string workingDirectory)
{
    public ServerUser? User => user;

    public string BinDirectory => binDirectory;

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be started.</exception>
    public async Task<ToolResult> RunAsync(string tool, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(tool, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>
    /// Starts a program and does not read what it prints: a child of <c>pg_ctl</c> may keep the pipe open for ever on Windows.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be started.</exception>
    public Process Start(string tool, IEnumerable<string> arguments)
    {
        string[] command = [.. user?.Prefix ?? [], Path.Combine(binDirectory, tool), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // PGPORT, PGDATA and their kin are meant for some other server. Messages are parsed, so they are in English.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            var why = user is null ? "" : $" The host is root: the programs of PostgreSQL run as the user {user.Name}, through setpriv (util-linux).";
            throw new EmbeddedPostgresException($"{command[0]} cannot be started: {e.Message}.{why}", e);
        }
    }
}

/// <summary>How a program ended.</summary>
readonly record struct ToolResult(int ExitCode, string Output, string Errors);
