namespace Modular.Host.Postgres;

/// <summary>Finds installed PostgreSQL servers: on PATH, then where the packages of each system put them, newest first.</summary>
public sealed class BinaryFinder(IFileView files, Func<string, string?> environment, bool windows)
{
    static readonly string[] Programs = ["initdb", "postgres", "pg_ctl"];

    static readonly string[] WindowsRoots = ["ProgramW6432", "ProgramFiles"];

    // One * a line stands for the version.
    static readonly string[] UnixPlaces =
    [
        "/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
        "/usr/pgsql-*/bin",                                   // Red Hat family, from the PostgreSQL project
        "/usr/bin",                                           // Red Hat family, from the distribution
        "/usr/lib/postgresql*/bin",                           // SUSE
        "/usr/libexec/postgresql*",                           // Alpine
        "/opt/homebrew/opt/postgresql@*/bin",                 // Homebrew on Apple silicon
        "/usr/local/opt/postgresql@*/bin",                    // Homebrew on Intel
        "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",    // Homebrew on Linux
        "/opt/homebrew/bin",
        "/usr/local/bin",
        "/usr/local/pgsql/bin",                               // built from source
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    /// <summary>The machine that this process runs on.</summary>
    public static BinaryFinder OfThisMachine { get; } =
        new(new FileView(), Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());

    /// <summary>The folders that hold a complete server, best first.</summary>
    /// <param name="fetched">The folder of binaries that were fetched before; looked at last.</param>
    public IEnumerable<string> Candidates(string fetched) =>
        OnPath().Concat(Places().SelectMany(Expand)).Concat(Fetched(fetched)).Where(IsComplete).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a folder holds what the host needs: <c>initdb</c>, <c>postgres</c> and <c>pg_ctl</c>.</summary>
    public bool IsComplete(string folder)
    {
        var suffix = windows ? ".exe" : "";
        return Programs.All(tool => files.FileExists($"{folder}/{tool}{suffix}"));
    }

    string[] OnPath() =>
        (environment("PATH") ?? "").Split(windows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // A download that was cut off leaves a folder with this ending.
    IEnumerable<string> Fetched(string folder) =>
        Expand($"{folder}/postgres-*/bin").Where(bin => !bin.EndsWith(".tmp/bin", StringComparison.Ordinal));

    IEnumerable<string> Places() => windows
        ? WindowsRoots.Select(environment).OfType<string>().Select(root => $"{root}/PostgreSQL/*/bin")
        : UnixPlaces;

    IEnumerable<string> Expand(string place)
    {
        var star = place.IndexOf('*');
        if (star < 0)
            return [place];
        var slash = place.LastIndexOf('/', star);
        var (parent, prefix, rest) = (place[..slash], place[(slash + 1)..star], place[(star + 1)..]);
        return files.FolderNames(parent)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .OrderByDescending(name => VersionIn(name[prefix.Length..]))
            .Select(name => $"{parent}/{name}{rest}");
    }

    static Version VersionIn(string name)
    {
        var digits = string.Concat(name.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(c => char.IsAsciiDigit(c) || c == '.')).Trim('.');
        return Version.TryParse(digits.Contains('.') ? digits : $"{digits}.0", out var version) ? version : new();
    }
}
