using System.Globalization;

namespace Modular.Host.Postgres;

/// <summary>The unprivileged user that the server runs as when the host is root, because PostgreSQL refuses to be root.</summary>
public sealed record ServerUser(string Name, uint Uid, uint Gid)
{
    const string SetPriv = "setpriv";

    // The one that a package of PostgreSQL brings, then the one that every Unix has.
    static readonly string[] Preferred = ["postgres", "nobody"];

    public static bool IsRoot { get; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>Null when the host is an ordinary user: then the server is that user too.</summary>
    /// <exception cref="EmbeddedPostgresException">The host is root and the machine has no user to be instead.</exception>
    public static ServerUser? Current() => IsRoot
        ? Choose(File.ReadAllLines("/etc/passwd")) ?? throw new EmbeddedPostgresException(
            "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody. " +
            "Start the host as an ordinary user, or set ConnectionStrings:Modular.")
        : null;

    /// <param name="passwd">The lines of <c>/etc/passwd</c>: name:password:uid:gid:…</param>
    public static ServerUser? Choose(IEnumerable<string> passwd)
    {
        var users = passwd.Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToLookup(fields => fields[0], StringComparer.Ordinal);
        return Preferred.SelectMany(name => users[name]).Select(Parse).FirstOrDefault(user => user is { Uid: > 0 });
    }

    /// <summary>The command that becomes this user and then, in the same process, the given program.</summary>
    public IEnumerable<string> Prefix =>
        [SetPriv, $"--reuid={Uid}", $"--regid={Gid}", "--clear-groups", "--"];

    static ServerUser? Parse(string[] fields) =>
        uint.TryParse(fields[2], CultureInfo.InvariantCulture, out var uid) && uint.TryParse(fields[3], CultureInfo.InvariantCulture, out var gid)
            ? new(fields[0], uid, gid)
            : null;
}
