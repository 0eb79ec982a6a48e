namespace Modular.Host.Postgres;

/// <summary>What the server itself writes. The host reads it to say why the server did not start, or went.</summary>
sealed class ServerLog(string path)
{
    const long LargestAtStart = 8 << 20;
    const long LastBytes = 4096;
    const int MostLines = 8;

    /// <summary>Sets a large log aside, over the one set aside before, so that two are the most. The server must be down.</summary>
    public void Rotate()
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestAtStart })
            File.Move(path, path + ".1", overwrite: true);
    }

    /// <summary>The place, in bytes, where the next line will be.</summary>
    public long End => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    public string LastLines => Since(End - LastBytes);

    /// <summary>The last lines written since a place in the log.</summary>
    public string Since(long place)
    {
        if (!File.Exists(path))
            return "";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Clamp(place, 0, file.Length);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(MostLines));
    }
}
