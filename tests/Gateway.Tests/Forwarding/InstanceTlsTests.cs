using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Forwarding;

/// <summary>An instance that speaks nothing but TLS, and registered without saying so: a document does.</summary>
public sealed class InstanceTlsTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    TestGateway _gateway = null!;
    WebApplication _instance = null!;
    ClientCertificateMode _demanded = ClientCertificateMode.NoCertificate;
    string? _shown;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string PathOf(string name) => Path.Combine(_folder.Path, name);

    public async ValueTask InitializeAsync()
    {
        SelfSigned.Write(_folder.Path, "server", "order.test");
        SelfSigned.Write(_folder.Path, "client", "gateway.test");
        _gateway = await TestGateway.StartAsync(("Health:Interval", "00:00:00.050"), ("Health:ConsecutiveFailures", "0"), ("Outliers:MaxEjectionPercent", "0"));
    }

    [Fact]
    public async Task Simple_is_tls_and_the_certificate_must_be_of_the_authority_and_name_of_the_document()
    {
        await StartAsync();
        await ObeyAsync($"mode: SIMPLE, caCertificates: {PathOf("server.pem")}, subjectAltNames: [order.test]");
        using var answer = await _gateway.EventuallyAsync("/api", HttpStatusCode.OK);
        Assert.Equal("secured", await answer.Content.ReadAsStringAsync(Cancellation));
        await Eventually.SoAsync(async () => Text(await _gateway.AskAsync("/instances"), "health") == "healthy");

        await ObeyAsync($"mode: SIMPLE, caCertificates: {PathOf("server.pem")}, subjectAltNames: [other.test]");
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.BadGateway)).Dispose();
        await Eventually.SoAsync(async () => Text(await _gateway.AskAsync("/instances"), "health") == "unhealthy");

        await ObeyAsync($"mode: SIMPLE, caCertificates: {PathOf("client.pem")}, subjectAltNames: [order.test]");
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.BadGateway)).Dispose();

        await ObeyAsync("mode: SIMPLE, insecureSkipVerify: true");
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.OK)).Dispose();
    }

    [Fact]
    public async Task Mutual_shows_the_gateways_own_certificate()
    {
        _demanded = ClientCertificateMode.RequireCertificate;
        await StartAsync();
        await ObeyAsync($"mode: SIMPLE, caCertificates: {PathOf("server.pem")}, sni: order.test");
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.BadGateway)).Dispose();

        await ObeyAsync($"mode: MUTUAL, caCertificates: {PathOf("server.pem")}, sni: order.test, clientCertificate: {PathOf("client.pem")}, privateKey: {PathOf("client.key")}");
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.OK)).Dispose();
        Assert.Equal("CN=gateway.test", _shown);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_sends_nothing_and_is_named()
    {
        await StartAsync();
        await ObeyAsync($"mode: SIMPLE, caCertificates: {PathOf("missing.pem")}");

        (await _gateway.EventuallyAsync("/api", HttpStatusCode.BadGateway)).Dispose();
        await Eventually.SoAsync(async () => Text(await _gateway.AskAsync("/instances"), "reason").Contains("missing.pem", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Istio_mutual_shows_the_certificate_that_the_gateway_has_in_the_mesh_to_whomever_its_authorities_signed()
    {
        await _gateway.DisposeAsync();
        _gateway = await TestGateway.StartAsync(
            ("Health:Interval", "00:00:00.050"), ("Health:ConsecutiveFailures", "0"), ("Outliers:MaxEjectionPercent", "0"),
            ("Mesh:Certificate", PathOf("client.pem")), ("Mesh:PrivateKey", PathOf("client.key")), ("Mesh:Authorities", PathOf("server.pem")));
        _demanded = ClientCertificateMode.RequireCertificate;
        await StartAsync();

        Assert.DoesNotContain("not obeyed", await ObeyAsync("mode: ISTIO_MUTUAL"), StringComparison.Ordinal);
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.OK)).Dispose();
        Assert.Equal("CN=gateway.test", _shown);

        await ObeyAsync("mode: ISTIO_MUTUAL, subjectAltNames: [other.test]");
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.BadGateway)).Dispose();
    }

    [Fact]
    public async Task Without_a_certificate_of_a_mesh_istio_mutual_is_warned_of()
    {
        await StartAsync();

        Assert.Contains("Mesh:Certificate", await ObeyAsync("mode: ISTIO_MUTUAL"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_of_a_subset_is_spoken_with_its_instances_and_with_no_others()
    {
        await using var plain = await Upstream.StartAsync();
        await StartAsync(plain.Instance("order", "/api", (ServiceMetadata.Version, "v1")));
        await PutAsync("DestinationRule", Reads.DestinationRule($$"""
            host: order
            subsets:
            - { name: v1, labels: { version: v1 } }
            - { name: v2, labels: { version: v2 }, trafficPolicy: { tls: { mode: SIMPLE, caCertificates: {{PathOf("server.pem")}}, sni: order.test } } }
            """));

        await Eventually.SoAsync(async () => (await _gateway.AskAsync("/instances")).EnumerateArray().All(instance => instance.GetProperty("health").GetString() == "healthy"));
        foreach (var (subset, said) in ((string, string)[])[("v2", "secured"), ("v1", "hello"), ("v2", "secured")])
        {
            await PutAsync("VirtualService", Reads.VirtualService($"hosts: [order]\nhttp: [{{ route: [{{ destination: {{ host: order, subset: {subset} }} }}] }}]"));
            Assert.Equal(said, await _gateway.Client.GetStringAsync(new Uri("/api", UriKind.Relative), Cancellation));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _instance.DisposeAsync();
        _folder.Dispose();
    }

    static string Text(System.Text.Json.JsonElement instances, string field) => instances.EnumerateArray().Single().GetProperty(field).GetString()!;

    async Task StartAsync(params ServiceInstance[] others)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = X509Certificate2.CreateFromPemFile(PathOf("server.pem"), PathOf("server.key"));
            https.ClientCertificateMode = _demanded;
            https.AllowAnyClientCertificate();
        })));
        _instance = builder.Build();
        _instance.Run(context =>
        {
            _shown = context.Connection.ClientCertificate?.Subject;
            return context.Response.WriteAsync("secured");
        });
        await _instance.StartAsync(Cancellation);
        var port = new Uri(_instance.Urls.Single()).Port;
        _gateway.Registry.Tell("order", [.. others, new ServiceInstance("order-1", "order", new($"http://127.0.0.1:{port}"), new ServiceMetadata(
        [
            KeyValuePair.Create(ServiceMetadata.Routes, "/api"), KeyValuePair.Create(ServiceMetadata.Health, "/"), KeyValuePair.Create(ServiceMetadata.Version, "v2"),
        ]))]);
        if (others.Length == 0)
            (await _gateway.EventuallyAsync("/api", HttpStatusCode.BadGateway)).Dispose();
    }

    Task<string> ObeyAsync(string tls) => PutAsync("DestinationRule", Reads.DestinationRule($"host: order\ntrafficPolicy:\n  tls: {{ {tls} }}"));

    async Task<string> PutAsync(string kind, string text)
    {
        using var document = new StringContent(text, System.Text.Encoding.UTF8, "application/yaml");
        using var answer = await _gateway.Admin.PutAsync(new Uri($"/policies/{kind}/order", UriKind.Relative), document, Cancellation);
        var said = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, said);
        return said;
    }
}
