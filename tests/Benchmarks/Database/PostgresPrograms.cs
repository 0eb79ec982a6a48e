using System.Diagnostics;

namespace Modular.Benchmarks.Database;

/// <summary>The programs of the installed PostgreSQL. As root they run as the user <c>postgres</c>: the server refuses to be root.</summary>
sealed record PostgresPrograms(string Folder)
{
    const string ServerUser = "postgres";

    /// <summary>The newest complete installation: of Debian's folders, then of PATH.</summary>
    /// <exception cref="BenchmarkException">There is none.</exception>
    public static PostgresPrograms Find()
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(Major).Select(version => Path.Combine(version, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var folder = debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pgbench")));
        return folder is null
            ? throw new BenchmarkException("PostgreSQL with initdb and pgbench is not installed: put their folder on PATH.")
            : new(folder);
    }

    /// <summary>The command that runs a program, as the user that the server must be.</summary>
    public IReadOnlyList<string> Command(string program, IEnumerable<string> arguments)
    {
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={ServerUser}", $"--regid={ServerUser}", "--clear-groups", "--"] : [];
        return [.. user, Path.Combine(Folder, program), .. arguments];
    }

    /// <summary>Lets the server's user write into a folder.</summary>
    public static async Task GiveAsync(string folder, CancellationToken cancellation)
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync(["chown", $"{ServerUser}:{ServerUser}", folder], folder, cancellation);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="BenchmarkException">It fails; the message holds what it said.</exception>
    public Task RunAsync(string program, IEnumerable<string> arguments, string workingDirectory, CancellationToken cancellation) =>
        RunAsync(Command(program, arguments), workingDirectory, cancellation);

    static async Task RunAsync(IReadOnlyList<string> command, string workingDirectory, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new BenchmarkException($"{command[0]} could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        await output;
        if (process.ExitCode != 0)
            throw new BenchmarkException($"{command[0]} failed: {await errors}");
    }

    static int Major(string folder) => int.TryParse(Path.GetFileName(folder), out var major) ? major : 0;
}
