using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

/// <summary>A Consul that speaks TLS, with an authority of its own, and wants to see a certificate.</summary>
public sealed class ConsulTlsTests : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("modular-tls-").FullName;
    WebApplication? _consul;
    ConsulOptions _options = new();
    string _protocol = "";

    [Fact]
    public async Task An_authority_that_is_configured_is_trusted_and_the_own_certificate_is_shown()
    {
        using var registrar = new ConsulRegistrar(
            _options with { CaFile = At("ca.pem"), CertificateFile = At("own.pem"), KeyFile = At("own.key") }, TimeProvider.System);

        Assert.True(await registrar.RenewAsync("order-1", true, "", TestContext.Current.CancellationToken));
        Assert.Equal("HTTP/2", _protocol);
    }

    [Fact]
    public async Task Any_other_is_not()
    {
        using var registrar = new ConsulRegistrar(_options with { CertificateFile = At("own.pem"), KeyFile = At("own.key") }, TimeProvider.System);

        await Assert.ThrowsAsync<ConsulException>(() => registrar.RenewAsync("order-1", true, "", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nor_is_one_that_another_authority_signed()
    {
        using var registrar = new ConsulRegistrar(
            _options with { CaFile = At("other.pem"), CertificateFile = At("own.pem"), KeyFile = At("own.key") }, TimeProvider.System);

        await Assert.ThrowsAsync<ConsulException>(() => registrar.RenewAsync("order-1", true, "", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_a_certificate_of_its_own_it_is_refused()
    {
        using var registrar = new ConsulRegistrar(_options with { CaFile = At("ca.pem") }, TimeProvider.System);

        await Assert.ThrowsAsync<ConsulException>(() => registrar.RenewAsync("order-1", true, "", TestContext.Current.CancellationToken));
    }

    public async ValueTask InitializeAsync()
    {
        using var authority = Certificate("CN=authority", null);
        using var server = Certificate("CN=consul", authority);
        using var own = Certificate("CN=gateway", authority);
        using var other = Certificate("CN=other", null);
        await File.WriteAllTextAsync(At("ca.pem"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(At("other.pem"), other.ExportCertificatePem());
        await File.WriteAllTextAsync(At("own.pem"), own.ExportCertificatePem());
        await File.WriteAllTextAsync(At("own.key"), own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var shown = X509CertificateLoader.LoadPkcs12(server.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = shown;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Subject == "CN=gateway";
        })));
        _consul = builder.Build();
        _consul.Run(context =>
        {
            _protocol = context.Request.Protocol;
            return Task.CompletedTask;
        });
        await _consul.StartAsync(TestContext.Current.CancellationToken);
        _options = _options with { Address = new Uri(_consul.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        if (_consul is not null)
            await _consul.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    string At(string file) => Path.Combine(_folder, file);

    static X509Certificate2 Certificate(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
            return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        using var signed = request.Create(issuer, now.AddDays(-1).AddMinutes(1), now.AddDays(1).AddMinutes(-1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
