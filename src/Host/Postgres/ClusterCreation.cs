using System.Security.Cryptography;

namespace Modular.Host.Postgres;

/// <summary>Makes the data folder of a new server, whole or not at all.</summary>
static partial class ClusterCreation
{
    /// <summary>The superuser of the server, and the database of the application.</summary>
    public const string Name = "modular";

    const int PasswordBytes = 32;

    /// <exception cref="EmbeddedPostgresException"><c>initdb</c> failed; the message holds what it said.</exception>
    public static async Task CreateAsync(
        DataFolder folder, ServerTools tools, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        LogCreating(logger, folder.Data);
        // Built beside its place and then renamed: a crash on the way leaves nothing that looks like a server.
        var staging = folder.NewStaging(time);
        var (data, password) = (Path.Combine(staging, "data"), Path.Combine(staging, "password"));
        DataFolder.MakePrivate(staging);
        await WritePasswordAsync(password, cancellationToken);
        await GiveAsync(staging, tools, folder.Root, cancellationToken);
        var result = await tools.RunAsync(
            "initdb",
            ["-D", data, "-U", Name, $"--pwfile={password}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C"],
            cancellationToken);
        if (result.ExitCode != 0)
            throw Failed(folder, tools, result);
        ServerSettings.Write(data);
        ServerSettings.Include(data);
        Directory.Move(staging, folder.Server);
    }

    static async Task WritePasswordAsync(string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(path, options);
        await file.WriteAsync(RandomNumberGenerator.GetHexString(2 * PasswordBytes, lowercase: true).AsMemory(), cancellationToken);
    }

    static async Task GiveAsync(string path, ServerTools tools, string workingDirectory, CancellationToken cancellationToken)
    {
        if (tools.User is not { } user)
            return;
        var asRoot = new ServerTools("", user: null, workingDirectory);
        var result = await asRoot.RunAsync("chown", ["-R", $"{user.Uid}:{user.Gid}", path], cancellationToken);
        if (result.ExitCode != 0)
            throw new EmbeddedPostgresException($"{path} cannot be given to the user {user.Name}: {result.Errors.Trim()}");
    }

    static EmbeddedPostgresException Failed(DataFolder folder, ServerTools tools, ToolResult result)
    {
        var closed = tools.User is { } user && result.Errors.Contains("Permission denied", StringComparison.Ordinal)
            ? $" The host is root, so PostgreSQL runs as the user {user.Name}, who must be able to pass through every folder above " +
              "the data: set Postgres:DataDirectory to such a place."
            : "";
        return new($"initdb could not make the PostgreSQL data folder in {folder.Root}: {result.Errors.Trim()}{closed}");
    }

    [LoggerMessage(LogLevel.Information, "Creating the PostgreSQL data folder {Folder}; this happens once")]
    static partial void LogCreating(ILogger logger, string folder);
}
