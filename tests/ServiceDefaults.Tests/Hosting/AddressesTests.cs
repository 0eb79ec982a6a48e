using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Modular.ServiceDefaults.Hosting;

namespace Modular.ServiceDefaults.Tests.Hosting;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://localhost:{0}")]
    [InlineData("https://*:{0}/")]
    [InlineData("http://127.0.0.1:0; http://any.name:{0}")]
    public void An_address_that_another_program_has_is_named_with_the_setting_that_takes_another(string urls)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        urls = string.Format(urls, ((IPEndPoint)other.LocalEndpoint).Port);

        var failure = Assert.Throws<IOException>(() => Addresses.CheckFree(urls, "--urls"));

        Assert.Equal($"Another program listens on {urls.Split(';')[^1].Trim()}: stop it, or choose another address with --urls.", StartupFailure.Explain(failure));
    }

    [Fact]
    public void An_address_is_free_once_whoever_had_it_is_gone()
    {
        using var other = new TcpListener(IPAddress.Loopback, OwnPort.Any());
        other.Start();
        var url = $"http://{other.LocalEndpoint}";
        Assert.Throws<IOException>(() => Addresses.CheckFree(url, "--urls"));

        other.Stop();

        Addresses.CheckFree(url, "--urls");
        Addresses.CheckFree(url, "--urls");
    }

    [Fact]
    public void What_is_no_address_is_said_to_be_none()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Addresses.CheckFree("http://127.0.0.1:0;foo", "--urls"));

        Assert.Equal("'foo' is no address to listen on: give --urls one such as http://localhost:8000.", StartupFailure.Explain(failure));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://unix:/tmp/modular.sock")]
    public void What_has_no_port_has_none_that_could_be_taken(string? urls) => Addresses.CheckFree(urls, "--urls");

    [Fact]
    public void A_bug_is_not_explained_away() => Assert.Null(StartupFailure.Explain(new InvalidOperationException("a bug", new FormatException())));
}
