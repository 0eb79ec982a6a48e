using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Modular.Order.Waiting;

/// <summary>Reads <c>Prefer: wait=n</c> (RFC 7240, 4.3), n in seconds. Other preferences, and nonsense, are ignored as the RFC asks.</summary>
static class WaitPreference
{
    /// <summary>The longest wait granted; a longer wish is cut to it.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static TimeSpan? Of(HttpRequest request) =>
        request.Headers["Prefer"]
            .SelectMany(header => (header ?? "").Split(',', ';'))
            .Select(preference => preference.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(preference => preference is [var name, _] && name.Equals("wait", StringComparison.OrdinalIgnoreCase))
            .Select(preference => Parse(preference[1].Trim('"')))
            .FirstOrDefault(wait => wait is not null);

    static TimeSpan? Parse(string seconds) =>
        uint.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var wait)
            ? TimeSpan.FromSeconds(Math.Min(wait, Longest.TotalSeconds))
            : null;
}
