using System.Globalization;
using System.Text.RegularExpressions;

namespace Modular.Gateway.Policy.Reading;

/// <summary>Durations as Istio and Flagger write them: <c>100ms</c>, <c>5s</c>, <c>1m30s</c>, <c>1.5h</c>. (Go, <c>time.ParseDuration</c>)</summary>
static partial class Durations
{
    /// <returns>Null when it is none. Fractions of a microsecond are dropped; nothing negative.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (text.Length > 32 || !Whole().IsMatch(text))
            return null;
        var seconds = Part().Matches(text).Sum(part => double.Parse(part.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            * part.Groups["unit"].Value switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, _ => 1e-6 });
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromMicroseconds(Math.Round(seconds * 1e6)) : null;
    }

    /// <summary>In the largest unit that fits.</summary>
    public static string Text(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0s",
        _ when duration.TotalHours >= 1 => $"{duration.TotalHours:0.###}h",
        _ when duration.TotalMinutes >= 1 => $"{duration.TotalMinutes:0.###}m",
        _ when duration.TotalSeconds >= 1 => $"{duration.TotalSeconds:0.###}s",
        _ => $"{duration.TotalMilliseconds:0.###}ms",
    };

    [GeneratedRegex(@"\A(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs))+\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<number>\d+(?:\.\d*)?|\.\d+)(?<unit>h|ms|m|s|us|µs)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
