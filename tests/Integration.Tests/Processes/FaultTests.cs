using System.Net;
using Microsoft.Extensions.Logging;
using Modular.Integration.Tests.Hosting;

namespace Modular.Integration.Tests.Processes;

public sealed class FaultTests(TestSystem system)
{
    [Fact]
    public async Task A_host_that_was_told_to_fail_does_so_for_its_modules_and_for_nothing_else()
    {
        var log = new CapturedLog();
        var database = await (await system.ServerAsync()).NewDatabaseAsync();
        await using var host = await TestHost.StartAsync(database, log, ("Seed:Catalogue", "false"), ("Fault:Inject", "error:100%"));
        using var client = host.Server.CreateClient();

        using var order = await client.GetAsync(new Uri("/api/orders/x", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("error:100%", (await Problem.OfAsync(order, HttpStatusCode.InternalServerError)).GetProperty("fault").GetString());
        foreach (var path in (string[])["/health/ready", "/metrics", "/openapi/v1.json"])
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Contains(log.Lines, line => line.Level == LogLevel.Warning && line.Text.StartsWith("Faults are injected, for a trial: error:100%", StringComparison.Ordinal));
    }
}
