using System.Buffers;
using System.Globalization;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>
/// Durations as Consul writes them: numbers with a unit, one after the other, such as <c>5m</c>, <c>1m30s</c>, <c>1.5h</c> and
/// <c>250ms</c>. Source: the documentation of Go's <c>time.ParseDuration</c>.
/// </summary>
public static class GoDuration
{
    static readonly SearchValues<char> NumberParts = SearchValues.Create("0123456789.");

    // Longer units first: "ms" must not be read as minutes.
    static readonly (string Unit, double Ticks)[] Units =
    [
        ("ns", TimeSpan.TicksPerMicrosecond / 1000.0),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
    ];

    /// <returns>Such as <c>300s</c> or <c>1500ms</c>: whole seconds where it can, else whole milliseconds.</returns>
    public static string Format(TimeSpan duration) => duration.Ticks % TimeSpan.TicksPerSecond == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / TimeSpan.TicksPerSecond}s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(duration.TotalMilliseconds)}ms");

    /// <summary>Reads a duration that is not negative and shorter than 100 years.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text))
            return false;

        var ticks = 0.0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (!TryTakePart(ref rest, out var part))
                return text == "0";
            ticks += part;
        }

        if (ticks > 100 * 365 * TimeSpan.TicksPerDay)
            return false;
        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    static bool TryTakePart(ref ReadOnlySpan<char> rest, out double ticks)
    {
        ticks = 0;
        var end = rest.IndexOfAnyExcept(NumberParts);
        if (end <= 0 || !double.TryParse(rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;

        foreach (var (unit, ticksOfOne) in Units)
            if (rest[end..].StartsWith(unit, StringComparison.Ordinal))
            {
                rest = rest[(end + unit.Length)..];
                ticks = number * ticksOfOne;
                return true;
            }

        return false;
    }
}
