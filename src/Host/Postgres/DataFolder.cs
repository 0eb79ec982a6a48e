namespace Modular.Host.Postgres;

/// <summary>Where everything of one embedded server lies.</summary>
/// <param name="Root">The full path of <c>Postgres:DataDirectory</c>.</param>
public sealed record DataFolder(string Root)
{
    const string StagingPrefix = "server.new-";

    /// <summary>
    /// The user's local application data. For root on Unix <c>/var/lib/modular/postgres</c>: root's own home is closed to the
    /// unprivileged user that the server must run as.
    /// </summary>
    public static string DefaultRoot { get; } = ServerUser.IsRoot
        ? "/var/lib/modular/postgres"
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "modular", "postgres");

    /// <summary>Everything that belongs to the server's user; it appears complete, by one rename, or not at all.</summary>
    public string Server => Path.Combine(Root, "server");

    /// <summary>What PostgreSQL calls PGDATA.</summary>
    public string Data => Path.Combine(Server, "data");

    public string PasswordFile => Path.Combine(Server, "password");

    public string PortFile => Path.Combine(Root, "port");

    public string LogFile => Path.Combine(Server, "server.log");

    public string Binaries => Path.Combine(Root, "binaries");

    public string LockFile => Path.Combine(Root, "host.lock");

    public string OwnerFile => Path.Combine(Root, "host.pid");

    /// <summary>The major version that made the data, such as 17; null when there are none yet.</summary>
    public int? MajorVersion =>
        File.Exists(Path.Combine(Data, "PG_VERSION")) ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION"))) : null;

    /// <summary>Opens the folder, and makes it if need be.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be made, or is the data folder of some other server.</exception>
    public static DataFolder Open(string? root)
    {
        var folder = new DataFolder(Path.GetFullPath(root ?? DefaultRoot));
        try
        {
            // Root's server is another user, who has to pass through on the way to its data.
            Make(folder.Root, passable: ServerUser.IsRoot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder.Root, e);
        }

        return File.Exists(Path.Combine(folder.Root, "PG_VERSION"))
            ? throw new EmbeddedPostgresException(
                $"{folder.Root} is the data folder of another PostgreSQL server. Set Postgres:DataDirectory to a folder of its own, " +
                "or ConnectionStrings:Modular to that server.")
            : folder;
    }

    public static EmbeddedPostgresException NotWritable(string path, Exception reason) => new(
        $"The PostgreSQL data folder {path} cannot be written: {reason.Message} " +
        "Set Postgres:DataDirectory to a folder that can, or ConnectionStrings:Modular to a server.", reason);

    /// <summary>
    /// A fresh folder to build <see cref="Server"/> in. Its name is new each time: after a crash, the <c>initdb</c> of the dead
    /// host may still be writing into the last one.
    /// </summary>
    public string NewStaging(TimeProvider time)
    {
        foreach (var abandoned in Directory.EnumerateDirectories(Root, StagingPrefix + "*"))
            Discard(abandoned);
        return Path.Combine(Root, $"{StagingPrefix}{Guid.CreateVersion7(time.GetUtcNow()):N}");
    }

    /// <summary>Makes a folder, unless it exists, that only its owner can enter. On Windows it is as private as its parent.</summary>
    public static void MakePrivate(string path) => Make(path, passable: false);

    static void Make(string path, bool passable)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, passable ? Passable : Private);
    }

    static void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still writes there; the next creation tries again.
        }
    }
}
