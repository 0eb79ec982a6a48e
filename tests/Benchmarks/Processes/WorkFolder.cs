namespace Modular.Benchmarks.Processes;

/// <summary>A new folder for the data and the logs of one run, deleted with the run.</summary>
sealed class WorkFolder : IDisposable
{
    WorkFolder(string path) => Path = path;

    public string Path { get; }

    public static WorkFolder Create()
    {
        var path = Directory.CreateTempSubdirectory("modular-benchmark-").FullName;
        // PostgreSQL may run as another user, who has to pass through.
        const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Passable);
        return new(path);
    }

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
