using System.Text.Json;
using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Saving;

/// <summary>Keys in a file. It is replaced as a whole: whenever the process ends, the file is the old one or the new one.</summary>
sealed partial class KeysFile(string path, TimeProvider time, ILogger<KeysFile> log)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Reads it. One that cannot be read is set aside and never written over.</summary>
    /// <returns>Null when there is none, or none that can be read.</returns>
    /// <exception cref="IOException">It can be neither read nor set aside.</exception>
    public SavedKeys? Read()
    {
        if (!File.Exists(Path))
            return null;
        try
        {
            using var file = File.OpenRead(Path);
            return JsonSerializer.Deserialize<SavedKeys>(file) is { Keys: { } keys } saved && keys.All(static key => key is { Key.Length: > 0 })
                ? saved
                : throw new JsonException("it has no keys");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            var aside = $"{Path}.damaged-{time.GetUtcNow():yyyyMMdd'T'HHmmss'.'fff}";
            File.Move(Path, aside);
            LogDamaged(Path, failure.Message, aside);
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public void Write(SavedKeys keys)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var fresh = $"{Path}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // Values may be nobody else's business.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(file, keys);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, Path, overwrite: true);
    }

    [LoggerMessage(LogLevel.Warning, "The keys in {File} cannot be read ({Reason}): the registry starts without keys, and what was there is in {Aside}")]
    partial void LogDamaged(string file, string reason, string aside);
}
