using System.Globalization;
using System.Text.RegularExpressions;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>A series of the Prometheus page, as it was when it was asked for.</summary>
sealed partial record Series(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public static async Task<IReadOnlyList<Series>> ReadAsync(TestGateway gateway)
    {
        var page = await gateway.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return [.. page.Split('\n').Where(line => line is not ("" or ['#', ..])).Select(Parse)];
    }

    /// <summary>Whether it has these labels, among others.</summary>
    public bool Has(params (string Name, string Value)[] labels) => labels.All(label => Labels.GetValueOrDefault(label.Name) == label.Value);

    static Series Parse(string line) => new(
        line.Split('{', ' ')[0],
        Label().Matches(line).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal),
        double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    [GeneratedRegex("""(?<name>\w+)="(?<value>[^"]*)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}

static class SeriesExtensions
{
    /// <summary>The value of the one series of a name that has these labels; null where there is none.</summary>
    public static double? Of(this IEnumerable<Series> page, string name, params (string Name, string Value)[] labels) =>
        page.SingleOrDefault(series => series.Name == "modular_gateway_" + name && series.Has(labels))?.Value;
}
