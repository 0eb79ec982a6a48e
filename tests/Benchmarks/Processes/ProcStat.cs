namespace Modular.Benchmarks.Processes;

/// <summary>Reads processor time and memory from <c>/proc</c> (proc(5)); Linux only.</summary>
static class ProcStat
{
    // USER_HZ, which is 100 on every Linux that .NET runs on.
    const double TicksPerSecond = 100;

    // Counted from the field after the command, which may itself hold blanks.
    const int Parent = 1;
    const int UserTime = 11;
    const int SystemTime = 12;
    const int ReapedUserTime = 13;
    const int ReapedSystemTime = 14;

    /// <summary>User and system time of one process; zero when it is gone.</summary>
    public static TimeSpan Of(int processId) => Fields(processId) is { } fields ? Time(fields, UserTime, SystemTime) : TimeSpan.Zero;

    /// <summary>User and system time of a process, its children, and those of its children that have ended.</summary>
    public static TimeSpan OfTree(int processId)
    {
        if (Fields(processId) is not { } root)
            return TimeSpan.Zero;
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? Fields(id) : null)
            .Where(fields => fields is not null && fields[Parent] == $"{processId}");
        return children.Aggregate(
            Time(root, UserTime, SystemTime, ReapedUserTime, ReapedSystemTime), (sum, child) => sum + Time(child!, UserTime, SystemTime));
    }

    /// <summary>The time that all processors together were busy since the machine started.</summary>
    public static TimeSpan OfMachine()
    {
        // cpu user nice system idle iowait irq softirq steal …
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Time(fields, 1, 2, 3, 6, 7);
    }

    /// <summary>Resident memory in KiB.</summary>
    public static long ResidentKiB(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
    }

    static string[]? Fields(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    static TimeSpan Time(string[] fields, params ReadOnlySpan<int> places)
    {
        var ticks = 0L;
        foreach (var place in places)
            ticks += long.Parse(fields[place]);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }
}
