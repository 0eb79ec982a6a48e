using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

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

    [Fact]
    public async Task An_id_that_two_services_use_needs_the_service()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var order = await Upstream.StartAsync();
        await using var payment = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders") with { Id = "one" });
        gateway.Registry.Tell("payment", payment.Instance("payment", "/api/payments") with { Id = "one" });
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/instances")).GetArrayLength() == 2);

        using var ambiguous = await PostAsync(gateway, "/instances/one/drain");
        using var drained = await PostAsync(gateway, "/instances/one/drain?service=Payment");

        Assert.Equal((HttpStatusCode.Conflict, "application/problem+json"), (ambiguous.StatusCode, ambiguous.Content.Headers.ContentType!.MediaType));
        var problem = await ambiguous.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:modular:problem:ambiguous-instance", problem.GetProperty("type").GetString());
        Assert.Equal(
            [("order", "one"), ("payment", "one")],
            problem.GetProperty("candidates").EnumerateArray().Select(candidate => (candidate.GetProperty("service").GetString(), candidate.GetProperty("id").GetString())));
        Assert.Equal(HttpStatusCode.OK, drained.StatusCode);
        Assert.False((await gateway.InstanceAsync("one?service=order")).GetProperty("drained").GetBoolean());
        Assert.True((await gateway.InstanceAsync("one?service=payment")).GetProperty("drained").GetBoolean());
        using var nobody = await PostAsync(gateway, "/instances/one/undrain?service=none");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task The_id_that_the_registry_has_is_enough_while_one_instance_has_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var order = await Upstream.StartAsync();
        await using var twin = await Upstream.StartAsync();
        ServiceInstance one = At(order), other = At(twin);
        gateway.Registry.Tell("order", one);
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/instances")).GetArrayLength() == 1);
        Assert.Equal(one.Id, (await gateway.InstanceAsync("hey")).GetProperty("id").GetString());

        gateway.Registry.Tell("order", one, other);
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/instances")).GetArrayLength() == 2);

        using var ambiguous = await PostAsync(gateway, "/instances/hey/drain");
        using var drained = await PostAsync(gateway, $"/instances/{other.Id}/drain");
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (ambiguous.StatusCode, drained.StatusCode));

        static ServiceInstance At(Upstream upstream) => upstream.Instance("order", "/api/orders") with { Id = InstanceId.At("hey", upstream.Address) };
    }

    static Task<HttpResponseMessage> PostAsync(TestGateway gateway, string path) =>
        gateway.Admin.PostAsync(new Uri(path, UriKind.Relative), content: null, TestContext.Current.CancellationToken);
}
