using System.Collections.Immutable;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>The meters whose figures leave the process, by Prometheus page and by OTLP. A trailing <c>*</c> matches any ending.</summary>
/// <remarks>
/// Named one by one to keep the number of series bounded and the cost of a request low. The labels of these meters are routes,
/// message types, hosts and pools; none holds an id.
/// </remarks>
static class Meters
{
    public static readonly ImmutableArray<string> Exported =
    [
        "Modular*",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "System.Runtime",
        "Wolverine*",
        "Marten*",
        "Npgsql",
        "Polly",
    ];

    public static bool IsExported(string meter) => Exported.Any(pattern => Matches(pattern, meter));

    static bool Matches(string pattern, string meter) =>
        pattern.EndsWith('*') ? meter.AsSpan().StartsWith(pattern.AsSpan(..^1), StringComparison.Ordinal) : meter == pattern;
}
