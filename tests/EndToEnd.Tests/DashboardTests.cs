using System.Reflection;
using Modular.Dashboards;
using Modular.EndToEnd.Tests.Faults;
using Wolverine;

namespace Modular.EndToEnd.Tests;

/// <summary>The dashboard of the whole system asks for what processes measure; that of the gateway has its test among the gateway's.</summary>
public sealed class DashboardTests
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    // Of Prometheus itself, and what is measured from the first failure on: the gateway's is on its page in RetryTests.
    static readonly string[] Elsewhere = ["up", "modular_gateway_retries_total", .. new[] { MetricsConstants.MessagesFailed, MetricsConstants.DeadLetterQueue }.Select(PageName)];

    [Fact]
    public async Task Every_metric_that_it_names_is_measured()
    {
        var dashboard = new Dashboard(typeof(DashboardTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Dashboard").Value!);
        var asked = dashboard.Metrics().Where(metric => !Elsewhere.Any(name => Dashboard.IsMatch(metric, name))).ToList();
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
            var missing = asked.Where(metric => !measured.Any(name => Dashboard.IsMatch(metric, name))).ToList();
            return missing.Count == 0 ? null : $"measured nowhere: {string.Join(", ", missing)}";
        });
    }

    static async Task<HashSet<string>> MeasuredAsync(HttpClient http, IEnumerable<RunningProcesses.View> processes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in processes.Select(process => process.Address).OfType<Uri>())
            names.UnionWith(Dashboard.Names(await http.GetStringAsync(new Uri(address, "/metrics"), TestContext.Current.CancellationToken)));
        return names;
    }

    // As the page calls an instrument of a service's meter.
    static string PageName(string instrument) => $"wolverine_order_{instrument.Replace('-', '_')}";
}
