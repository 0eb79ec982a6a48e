namespace Modular.Host.Postgres;

/// <summary>
/// One living host for one data folder. The operating system holds the lock for as long as the process lives, so a killed
/// host leaves none behind; the process id beside it is only for the message.
/// </summary>
sealed class HostLock : IDisposable
{
    readonly FileStream _lock;
    readonly DataFolder _folder;

    HostLock(FileStream held, DataFolder folder) => (_lock, _folder) = (held, folder);

    /// <exception cref="DataFolderInUseException">Another host lives on the folder.</exception>
    /// <exception cref="EmbeddedPostgresException">The folder cannot be written.</exception>
    public static HostLock Take(DataFolder folder)
    {
        try
        {
            var held = new HostLock(new FileStream(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), folder);
            File.WriteAllText(folder.OwnerFile, $"{Environment.ProcessId}\n");
            return held;
        }
        catch (IOException e) when (IsHeldElsewhere(e))
        {
            throw new DataFolderInUseException(
                $"The PostgreSQL data folder {folder.Root} is in use by another host ({Owner(folder)}). Stop that one, or give this " +
                "one a folder of its own (Postgres:DataDirectory) or a server (ConnectionStrings:Modular).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFolder.NotWritable(folder.Root, e);
        }
    }

    public void Dispose()
    {
        // The owner goes first: once the lock is free, the file may be the next host's.
        File.Delete(_folder.OwnerFile);
        _lock.Dispose();
    }

    static string Owner(DataFolder folder) =>
        File.Exists(folder.OwnerFile) ? $"process {File.ReadAllText(folder.OwnerFile).Trim()}" : "process unknown";

    // EWOULDBLOCK of Linux, of macOS and the BSDs, and ERROR_SHARING_VIOLATION.
    static bool IsHeldElsewhere(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
