using System.Net;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Forwarding;

public sealed class MetricsTests
{
    [Fact]
    public async Task The_page_has_requests_by_service_and_outcome_and_the_state_of_instances()
    {
        await using var gateway = await TestGateway.StartAsync(("Balancing:SlowStart", "0"));
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/metered"));
        using var served = await gateway.EventuallyAsync("/api/metered", HttpStatusCode.OK);
        string[] page = [];
        // A request is counted when it has ended, which its client may know before.
        await Eventually.SoAsync(
            async () =>
            {
                page = await PageAsync();
                return page.Any(line => line.StartsWith("modular_gateway_request_duration_count{", StringComparison.Ordinal) && Has(line, "service=\"order\"", "outcome=\"success\""))
                    && page.Any(line => line.StartsWith("modular_gateway_instances{", StringComparison.Ordinal) && Has(line, "service=\"order\"", "state=\"active\"") && line.EndsWith(" 1", StringComparison.Ordinal));
            },
            () => string.Join("\n", page.Where(line => line.Contains("modular", StringComparison.Ordinal))));

        Assert.Contains(page, line => line.StartsWith("modular_gateway_requests_in_flight{", StringComparison.Ordinal) && Has(line, "service=\"order\"") && line.EndsWith(" 0", StringComparison.Ordinal));
        // What is measured by service is not measured again by address, for the price of a tenth of a request. (Other hosts of this process share the page.)
        Assert.DoesNotContain(page, line => line.Contains("http_server_request_duration", StringComparison.Ordinal) && Has(line, "/api/metered"));
        Assert.DoesNotContain(page, line => line.Contains("http_client_request_duration", StringComparison.Ordinal) && Has(line, $"server_port=\"{order.Address.Port}\""));

        async Task<string[]> PageAsync() =>
            (await gateway.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n');
    }

    static bool Has(string line, params string[] labels) => labels.All(label => line.Contains(label, StringComparison.Ordinal));
}
