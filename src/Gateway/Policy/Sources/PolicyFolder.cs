using System.Security;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy.Sources;

/// <summary>
/// The files of a folder, and which of them have changed. It looks at times and lengths rather than being notified: notifications are lost
/// on network and container mounts. A change counts the second time it is seen, so that a file is not read while it is written, nor
/// taken for gone while an editor replaces it.
/// </summary>
sealed class PolicyFolder(string path)
{
    static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    readonly Dictionary<string, Watched> _files = new(StringComparer.Ordinal);
    bool _isFirst = true;

    /// <summary>The files that a folder has, in the order of their names.</summary>
    public static IEnumerable<string> FilesOf(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder).Where(static file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
        : [];

    /// <summary>Reads one file; that it cannot be read is an error as any other.</summary>
    public static IReadOnlyList<ReadDocument> Read(string file)
    {
        try
        {
            return DocumentReader.Read(file, File.ReadAllText(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SecurityException)
        {
            return [new(null, new(file, 1), "", null, [Diagnostic.Error(new(file, 1), "", $"it cannot be read: {failure.Message}")])];
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>What the changed files say now; nothing where one is gone.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<ReadDocument>> Look()
    {
        var seen = FilesOf(path).ToDictionary(static file => file, StampOf, StringComparer.Ordinal);
        foreach (var gone in _files.Keys.Except(seen.Keys, StringComparer.Ordinal).ToList())
            seen[gone] = null;

        var changes = new Dictionary<string, IReadOnlyList<ReadDocument>>(StringComparer.Ordinal);
        foreach (var (file, stamp) in seen)
        {
            var watched = _files.GetValueOrDefault(file) ?? new(Seen: null, Taken: null);
            var isSettled = _isFirst || watched.Seen == stamp;
            if (isSettled && stamp != watched.Taken)
                changes[file] = stamp is null ? [] : Read(file);
            _files[file] = new(stamp, isSettled ? stamp : watched.Taken);
            if (isSettled && stamp is null)
                _files.Remove(file);
        }

        _isFirst = false;
        return changes;
    }

    /// <summary>Of the file itself, not of a link to it: Kubernetes changes a mounted file by turning a link.</summary>
    static Stamp? StampOf(string file)
    {
        var info = new FileInfo(file);
        return (info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info) is { Exists: true } target ? new(target.LastWriteTimeUtc, target.Length) : null;
    }

    readonly record struct Stamp(DateTime Written, long Length);

    /// <param name="Seen">When last looked at; null when it was not there.</param>
    /// <param name="Taken">When last read.</param>
    sealed record Watched(Stamp? Seen, Stamp? Taken);
}
