using System.Text.Json;
using System.Text.RegularExpressions;

namespace Modular.Dashboards;

/// <summary>A dashboard of docker/grafana, as far as it asks for metrics. That Prometheus understands its queries is seen by docker/test.sh.</summary>
sealed partial class Dashboard(string file)
{
    /// <summary>The metrics that it names, each once, as patterns: bare names, and those of <c>{__name__=~"…"}</c>.</summary>
    public IReadOnlyList<string> Metrics() => [.. Queries().SelectMany(Metrics).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a pattern is meant for a metric.</summary>
    public static bool IsMatch(string pattern, string name) => Regex.IsMatch(name, $"^(?:{pattern})$", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The names of what a Prometheus page shows.</summary>
    public static IEnumerable<string> Names(string page) => page.Split('\n').Where(line => line is not ("" or ['#', ..])).Select(line => line.Split('{', ' ')[0]);

    List<string> Queries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString()!,
        ];
    }

    static IEnumerable<string> Metrics(string query) =>
        NamePattern().Matches(query).Concat(BareName().Matches(Labels().Replace(query, ""))).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"__name__=~""(?<name>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\b(by|on|group_left) \([^)]*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"(?<name>\b[a-z]\w+\b)(?<!\bor)(?!\s*\()", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareName();
}
