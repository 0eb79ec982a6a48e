namespace Modular.Benchmarks.Profiling;

/// <summary>One line of <c>perf script -F pid,ip,sym,dso</c>: what a processor was doing at one moment.</summary>
readonly record struct Sample(int ProcessId, string Symbol, string Binary)
{
    /// <summary>The method or function; of an image without symbols, the file.</summary>
    public string Place => Symbol == "[unknown]" ? $"{Path.GetFileName(Binary)}, unnamed" : Symbol;

    /// <summary>Reads <c>pid address symbol (binary)</c>; null for a line that is none.</summary>
    public static Sample? Parse(string line)
    {
        var text = line.AsSpan().Trim();
        var (first, open) = (text.IndexOf(' '), text.LastIndexOf('('));
        if (first < 0 || open < first || !int.TryParse(text[..first], out var process))
            return null;
        var place = text[first..open].TrimStart();
        var second = place.IndexOf(' ');
        return second < 0 ? null : new(process, place[second..].Trim().ToString(), text[(open + 1)..^1].ToString());
    }
}
