using Modular.Gateway.Discovery;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Discovery;

public sealed class RegistrationReaderTests
{
    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var registration = RegistrationReader.Read(Given.Instance("a"), out var reason)!;

        Assert.Null(reason);
        Assert.Equal(("http://a.test/", 1, "/health/ready", null, false), (registration.Address, registration.Weight, registration.HealthPath, registration.OpenApiPath, registration.IsHttp2));
        Assert.Empty(registration.Routes);
    }

    [Fact]
    public void What_is_said_is_read()
    {
        var registration = RegistrationReader.Read(
            Given.Instance("a", ("weight", "100"), ("routes", "/api/a,shop.example.com/"), ("health", "/up?deep=1"), ("openapi", "/doc.json"), ("protocol", "http2")), out _)!;

        Assert.Equal((100, "/up?deep=1", "/doc.json", true), (registration.Weight, registration.HealthPath, registration.OpenApiPath, registration.IsHttp2));
        Assert.Equal("/api/a shop.example.com/", string.Join(' ', registration.Routes));
    }

    [Theory]
    [InlineData("weight", "0", "weight '0' is not a whole number from 1 to 100")]
    [InlineData("weight", "101", "weight '101' is not a whole number from 1 to 100")]
    [InlineData("weight", "-1", "weight '-1' is not a whole number from 1 to 100")]
    [InlineData("health", "up", "health 'up' is not a path")]
    [InlineData("health", "//evil.test/up", "health '//evil.test/up' is not a path")]
    [InlineData("openapi", "http://evil.test/", "openapi 'http://evil.test/' is not a path")]
    [InlineData("protocol", "gopher", "protocol 'gopher' is neither http1 nor http2")]
    [InlineData("routes", "/a,b", "route 'b' has no path: it must be a path such as /api/orders, optionally after a host name")]
    public void A_bad_value_is_named_with_what_is_wrong(string key, string value, string reason)
    {
        Assert.Null(RegistrationReader.Read(Given.Instance("a", (key, value)), out var found));
        Assert.Equal(reason, found);
    }

    [Theory]
    [InlineData("ftp://a.test:21")]
    [InlineData("http://a.test:80/base")]
    [InlineData("http://user@a.test:80")]
    [InlineData("http://a.test:80/?q")]
    public void A_bad_address_is_refused(string address)
    {
        Assert.Null(RegistrationReader.Read(Given.Instance("a") with { Address = new(address) }, out var reason));
        Assert.StartsWith("address '", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_its_registry_finds_wrong_with_it_is_the_reason()
    {
        Assert.Null(RegistrationReader.Read(Given.Instance("a") with { Address = ServiceInstance.Nowhere, Fault = "it has no port" }, out var reason));
        Assert.Equal("it has no port", reason);
    }

    [Fact]
    public void A_relative_address_and_an_empty_id_are_refused()
    {
        Assert.Null(RegistrationReader.Read(new ServiceInstance("a", "order", new("a", UriKind.Relative), ServiceMetadata.Empty), out _));
        Assert.Null(RegistrationReader.Read(Given.Instance("a") with { Id = " " }, out var reason));
        Assert.Equal("it has no id", reason);
    }
}
