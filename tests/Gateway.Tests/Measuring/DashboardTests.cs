using System.Net;
using System.Reflection;
using Modular.Dashboards;

namespace Modular.Gateway.Tests.Measuring;

public sealed class DashboardTests
{
    [Fact]
    public async Task Every_metric_that_the_gateways_dashboard_names_is_measured()
    {
        var dashboard = new Dashboard(typeof(DashboardTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Dashboard").Value!);
        var asked = dashboard.Metrics();
        Assert.NotEmpty(asked);
        await using var order = await MeasuredOrder.StartAsync();
        await order.RouteAsync("second", retries: 1);
        await order.GetAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await order.GetAsync("/api/%2F"));

        await order.PageAsync(page => asked.All(metric => page.Any(series => Dashboard.IsMatch(metric, series.Name))));

        Assert.All(asked, metric => Assert.StartsWith("modular_gateway_", metric, StringComparison.Ordinal));
    }
}
