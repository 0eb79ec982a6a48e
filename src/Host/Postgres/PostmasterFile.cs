using System.Globalization;

namespace Modular.Host.Postgres;

/// <summary>
/// What <c>postmaster.pid</c> says of the server of a data folder: one value a line, as PostgreSQL's <c>pidfile.h</c> has it.
/// </summary>
/// <param name="ProcessId">Line 1.</param>
/// <param name="StartedAt">Line 3, in whole seconds.</param>
/// <param name="Port">Line 4.</param>
/// <param name="Status">Line 8: <c>starting</c>, <c>ready</c>, <c>stopping</c>; empty while the file is being filled.</param>
public sealed record PostmasterFile(int ProcessId, DateTimeOffset StartedAt, int Port, string Status)
{
    const string FileName = "postmaster.pid";

    public bool IsReady => Status == "ready";

    /// <summary>Null when the server was stopped cleanly, or its file is not written to line 4 yet.</summary>
    public static PostmasterFile? Read(string data)
    {
        try
        {
            return Parse(File.ReadAllLines(Path.Combine(data, FileName)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static PostmasterFile? Parse(IReadOnlyList<string> lines) =>
        lines.Count >= 4
        && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
        && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var startedAt)
        && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new(processId, DateTimeOffset.FromUnixTimeSeconds(startedAt), port, lines.Count >= 8 ? lines[7].Trim() : "")
            : null;

    /// <summary>Whether both name the same run of a server.</summary>
    public bool IsSameRunAs(PostmasterFile? other) => other is not null && other.ProcessId == ProcessId && other.StartedAt == StartedAt;

    public static void Delete(string data) => File.Delete(Path.Combine(data, FileName));
}
