using System.Net;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Admin;

public sealed class InstanceIdTests
{
    [Theory]
    [InlineData("order/1", "order%2F1")]
    [InlineData("order/1/a", "order%2f1%2Fa")]
    [InlineData("order%2F1", "order%252F1")]
    [InlineData("order 1", "order%201")]
    public async Task An_instance_is_drained_by_any_id_that_is_percent_encoded(string id, string encoded)
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders") with { Id = id });
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/instances")).GetArrayLength() > 0);

        using var drained = await gateway.Admin.PostAsync(new Uri($"/instances/{encoded}/drain", UriKind.Relative), content: null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, drained.StatusCode);
        var shown = await gateway.InstanceAsync(encoded);
        Assert.Equal((id, true), (shown.GetProperty("id").GetString(), shown.GetProperty("drained").GetBoolean()));
    }
}
