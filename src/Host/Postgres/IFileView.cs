namespace Modular.Host.Postgres;

/// <summary>What <see cref="BinaryFinder"/> sees of the file system.</summary>
public interface IFileView
{
    bool FileExists(string path);

    /// <summary>The names of the folders in a folder; none when it does not exist.</summary>
    IEnumerable<string> FolderNames(string path);
}

/// <summary>The real file system.</summary>
sealed class FileView : IFileView
{
    public bool FileExists(string path) => File.Exists(path);

    public IEnumerable<string> FolderNames(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)) : [];
}
