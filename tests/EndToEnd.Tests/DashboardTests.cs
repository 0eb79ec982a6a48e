using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Modular.EndToEnd.Tests.Faults;
using Wolverine;

namespace Modular.EndToEnd.Tests;

/// <summary>The dashboard of docker/grafana asks for what processes measure. That Prometheus understands its queries is seen by docker/test.sh.</summary>
public sealed partial class DashboardTests
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    // Of Prometheus itself, and what is measured from the first failure on: the gateway's is on its page in RetryTests.
    static readonly string[] Elsewhere = ["up", "modular_gateway_retries", .. new[] { MetricsConstants.MessagesFailed, MetricsConstants.DeadLetterQueue }.Select(PageName)];

    [Fact]
    public async Task Every_metric_that_it_names_is_measured()
    {
        var asked = Queries().SelectMany(Metrics).Distinct().Where(metric => !Elsewhere.Any(name => IsMatch(metric, name))).ToList();
        Assert.NotEmpty(asked);
        await using var database = new TestDatabase();
        await using var system = new LoadedSystem(database, Deployment.Split);
        await system.StartAsync();
        using var processes = new RunningProcesses(system.Modular.Control);
        using var http = new HttpClient();
        system.Load.Start();
        await system.OrdersAsync(20);

        await Eventually.SoAsync(Deadline, async () =>
        {
            var measured = await MeasuredAsync(http, await processes.AllAsync());
            var missing = asked.Where(metric => !measured.Any(name => IsMatch(metric, name))).ToList();
            return missing.Count == 0 ? null : $"measured nowhere: {string.Join(", ", missing)}";
        });
    }

    static async Task<HashSet<string>> MeasuredAsync(HttpClient http, IEnumerable<RunningProcesses.View> processes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in processes.Select(process => process.Address).OfType<Uri>())
        {
            var page = await http.GetStringAsync(new Uri(address, "/metrics"), TestContext.Current.CancellationToken);
            names.UnionWith(page.Split('\n').Where(line => line is not ("" or ['#', ..])).Select(line => line.Split('{', ' ')[0]));
        }

        return names;
    }

    static IEnumerable<string> Queries()
    {
        var file = typeof(DashboardTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Dashboard").Value!;
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString()!,
        ];
    }

    /// <summary>The names in a query, as patterns: bare ones, and those of <c>{__name__=~"…"}</c>.</summary>
    static IEnumerable<string> Metrics(string query) =>
        NamePattern().Matches(query).Concat(BareName().Matches(Labels().Replace(query, ""))).Select(match => match.Groups["name"].Value);

    static bool IsMatch(string pattern, string name) => Regex.IsMatch(name, $"^(?:{pattern})$", RegexOptions.None, TimeSpan.FromSeconds(1));

    // As the page calls an instrument of a service's meter.
    static string PageName(string instrument) => $"wolverine_order_{instrument.Replace('-', '_')}";

    [GeneratedRegex(@"__name__=~""(?<name>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"(?<name>\b[a-z]\w+\b)(?<!\bor)(?!\s*\()", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareName();
}
