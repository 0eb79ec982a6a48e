using System.Net;
using System.Text.Json;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class ConsulRegistrarTests : IDisposable
{
    static readonly ServiceInstance Order = new(
        "order-10.0.0.1-8080", "order", new("http://10.0.0.1:8080"), new([new("version", "v2"), new("routes", "/api/orders")]));

    readonly FakeConsul _consul = new();
    readonly ConsulRegistrar _registrar;

    public ConsulRegistrarTests()
    {
        var options = new ConsulOptions { Token = "secret" };
        _registrar = new ConsulRegistrar(options, new Clock(), _consul.Connect(options));
    }

    [Fact]
    public async Task An_instance_is_registered_with_a_check_that_passes_and_must_be_renewed()
    {
        var registering = _registrar.RegisterAsync(Order, TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        var call = await _consul.CallTo("/v1/agent/service/register");
        call.Answer("", null);
        await registering.Soon();

        Assert.Equal((HttpMethod.Put, "?replace-existing-checks=true"), (call.Request.Method, call.Query));
        Assert.Equal(["secret"], call.Request.Headers.GetValues("X-Consul-Token"));
        Assert.Equal(
            """{"ID":"order-10.0.0.1-8080","Name":"order","Address":"10.0.0.1","Port":8080,"Meta":{"routes":"/api/orders","version":"v2"},"Check":{"CheckID":"service:order-10.0.0.1-8080","Name":"order-10.0.0.1-8080 is alive and ready","TTL":"15s","Status":"passing","DeregisterCriticalServiceAfter":"60s"}}""",
            call.Body);
    }

    [Theory]
    [InlineData("https://order.local:8443", null, "https")]
    [InlineData("https://order.local:8443", "http", "https")]
    [InlineData("http://order.local:8080", "https", "http")]
    public async Task The_scheme_of_the_address_is_in_the_metadata(string address, string? said, string expected)
    {
        var registering = _registrar.RegisterAsync(
            Order with { Address = new(address), Metadata = said is null ? ServiceMetadata.Empty : new([new("scheme", said)]) }, TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        var call = await _consul.CallTo("/v1/agent/service/register");
        call.Answer("", null);
        await registering.Soon();

        Assert.Equal(expected, JsonDocument.Parse(call.Body).RootElement.GetProperty("Meta").GetProperty("scheme").GetString());
    }

    [Theory]
    [InlineData(true, "passing")]
    [InlineData(false, "critical")]
    public async Task Renewing_says_whether_it_passes(bool passing, string status)
    {
        var renewing = _registrar.RenewAsync(Order.Id, passing, "why", TestContext.Current.CancellationToken);
        var call = await _consul.CallTo("/v1/agent/check/update/service%3Aorder-10.0.0.1-8080");
        call.Answer("", null);

        Assert.True(await renewing.Soon());
        Assert.Equal($$"""{"Status":"{{status}}","Output":"why"}""", call.Body);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "Unknown check ID")]
    [InlineData(HttpStatusCode.InternalServerError, "CheckID \"x\" does not have associated TTL")]
    [InlineData(HttpStatusCode.InternalServerError, "Unknown check \"x\"")]
    public async Task A_check_that_Consul_does_not_know_must_be_registered_again(HttpStatusCode status, string text)
    {
        var renewing = _registrar.RenewAsync("x", true, "", TestContext.Current.CancellationToken);
        (await _consul.CallTo("/v1/agent/check/update/service%3Ax")).Refuse(status, text);

        Assert.False(await renewing.Soon());
    }

    [Fact]
    public async Task Any_other_refusal_is_an_error()
    {
        var renewing = _registrar.RenewAsync("x", true, "", TestContext.Current.CancellationToken);
        (await _consul.CallTo("/v1/agent/check/update/service%3Ax")).Refuse(HttpStatusCode.Forbidden, "Permission denied");

        Assert.Equal("answered 403: Permission denied", (await Assert.ThrowsAsync<ConsulException>(() => renewing.Soon())).Message);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.NotFound, "Unknown service ID")]
    [InlineData(HttpStatusCode.InternalServerError, "Unknown service \"x\"")]
    [InlineData(HttpStatusCode.InternalServerError, "Unknown service {\"x\" {}}")]
    public async Task Taking_out_what_is_not_there_is_no_error(HttpStatusCode status, string text)
    {
        var leaving = _registrar.DeregisterAsync("x", TestContext.Current.CancellationToken);
        (await _consul.CallTo("/v1/agent/service/deregister/x")).Refuse(status, text);

        await leaving.Soon();
    }

    public void Dispose() => _registrar.Dispose();
}
